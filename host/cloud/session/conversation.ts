import { answerTo } from "../assistant.js";
import type { CloudContext } from "../context.js";
import { deviceMessage, type HelloMessage } from "../schemas.js";
import { type GlyphSource, glyphSource, uncommonOf, wantedFont } from "./glyphs.js";
import { createMcpClient, type McpClient } from "./mcp-client.js";
import { spokenMs } from "./speech.js";

/** One session after its hello, the same on both transports: turns of the assistant, abort, MCP. */
export interface Conversation {
  readonly sessionId: string;
  /** Starts MCP and makes ready to send glyphs when the device's hello offered or asked for them. */
  start(hello: HelloMessage): void;
  /** Takes any decoded message; what is not understood is left alone. */
  handle(message: unknown): void;
  countAudioFrame(): void;
  readonly mcp: McpClient;
  /** Stops every timer. Idempotent. */
  end(): void;
}

type Outgoing = Readonly<Record<string, unknown>>;

export interface ConversationPlan {
  readonly sessionId: string;
  readonly send: (message: Outgoing) => void;
  /** false where the MQTT gateway lists the tools by itself. */
  readonly listsTools: boolean;
}

export function createConversation(
  context: Pick<CloudContext, "settings" | "profile" | "count">,
  plan: ConversationPlan,
): Conversation {
  const { sessionId, send } = plan;
  const { assistantDelayMs, answerPace } = context.settings;
  const turn = createTurn(send, ({ type, state, text }) => {
    const isSpoken = answerPace === "voice" && type === "tts" && state === "sentence_start";
    return isSpoken ? Math.max(assistantDelayMs, spokenMs(String(text))) : assistantDelayMs;
  });
  let audioFrames = 0;
  let glyphs: Promise<GlyphSource> | undefined;
  let saying = 0;
  const mcp = createMcpClient({
    send: (payload) => send({ type: "mcp", payload }),
    initializeId: 1,
    // The open server uses one id for all pages.
    listId: plan.listsTools ? () => 2 : undefined,
    firstCallId: 1,
    sendsInitialized: false,
    delayMs: assistantDelayMs,
  });
  const stopMessage = (isAborted: boolean): Outgoing => ({
    type: "tts",
    state: "stop",
    session_id: sessionId,
    ...(context.profile.session.tellsAborted ? { is_aborted: isAborted } : {}),
  });
  const say = (text: string, textResponse: string | undefined) => {
    if (turn.cancel()) send(stopMessage(true));
    const answer = answerTo(text, textResponse);
    const said = ++saying;
    const texts = [text, ...answer.sentences];
    if (glyphs === undefined || !texts.some((each) => uncommonOf(each).length > 0)) return tell(text, answer);
    // The font is being read: a later turn, an abort or the end overtakes this one.
    void glyphs.then((source) => {
      if (said === saying) tell(text, answer, source);
    });
  };
  const tell = (text: string, answer: ReturnType<typeof answerTo>, source?: GlyphSource) => {
    const pushed = (shown: string) => {
      const push = source?.(shown);
      return push === undefined ? {} : { glyph_push: push };
    };
    turn.run([
      { type: "stt", text, ...pushed(text), session_id: sessionId },
      { type: "llm", text: answer.emoji, emotion: answer.emotion, session_id: sessionId },
      { type: "tts", state: "start", session_id: sessionId },
      ...answer.sentences.map((sentence) => ({
        type: "tts",
        state: "sentence_start",
        text: sentence,
        ...pushed(sentence),
        session_id: sessionId,
      })),
      stopMessage(false),
    ]);
  };

  return {
    sessionId,
    mcp,
    start(hello) {
      if (hello.features?.mcp === true) mcp.start();
      const font = wantedFont(hello);
      if (font !== undefined) glyphs = glyphSource(font);
    },
    countAudioFrame() {
      audioFrames++;
      context.count("audioFramesIn");
    },
    handle(message) {
      const parsed = deviceMessage.safeParse(message);
      if (!parsed.success) return;
      const data = parsed.data;
      if (data.type === "mcp") return mcp.handle(data.payload);
      if (data.type === "abort") {
        saying++;
        turn.cancel();
        return send(stopMessage(true));
      }
      if (data.type !== "listen") return;
      if (data.state === "detect" && (data.text ?? data.text_response))
        return say(data.text ?? "", data.text_response);
      if (data.state === "start") audioFrames = 0;
      // No recogniser here: a push-to-talk turn is answered with how much was heard.
      if (data.state === "stop" && audioFrames > 0) {
        const heard = `${audioFrames} audio frames`;
        audioFrames = 0;
        say(heard, undefined);
      }
    },
    end() {
      saying++;
      turn.cancel();
      mcp.close();
    },
  };
}

/** Sends messages one after the other with a pause after each; as long as there is none, at once. */
function createTurn(send: (message: Outgoing) => void, pauseMs: (after: Outgoing) => number) {
  let timer: NodeJS.Timeout | undefined;
  const run = (messages: readonly Outgoing[]) => {
    timer = undefined;
    for (const [at, message] of messages.entries()) {
      const delayMs = pauseMs(message);
      const rest = messages.slice(at + 1);
      // Before the message goes out: what comes back for it finds the turn running.
      if (delayMs > 0 && rest.length > 0) timer = setTimeout(run, delayMs, rest).unref();
      send(message);
      if (delayMs > 0) return;
    }
  };
  return {
    run,
    /** Answers whether a turn was running. */
    cancel(): boolean {
      const wasRunning = timer !== undefined;
      clearTimeout(timer);
      timer = undefined;
      return wasRunning;
    },
  };
}
