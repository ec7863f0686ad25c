import { answerTo } from "../assistant.js";
import type { CloudContext } from "../context.js";
import { deviceMessage, type HelloMessage } from "../schemas.js";
import { createMcpClient, type McpClient } from "./mcp-client.js";

/** One session after its hello, the same on both transports: turns of the assistant, abort, MCP. */
export interface Conversation {
  readonly sessionId: string;
  /** Starts MCP when the device's hello offered it. */
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

export function createConversation(context: CloudContext, plan: ConversationPlan): Conversation {
  const { sessionId, send } = plan;
  const { assistantDelayMs } = context.settings;
  const turn = createTurn(send, assistantDelayMs);
  let audioFrames = 0;
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
    turn.run([
      { type: "stt", text, session_id: sessionId },
      { type: "llm", text: answer.emoji, emotion: answer.emotion, session_id: sessionId },
      { type: "tts", state: "start", session_id: sessionId },
      ...answer.sentences.map((sentence) => ({
        type: "tts",
        state: "sentence_start",
        text: sentence,
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
      turn.cancel();
      mcp.close();
    },
  };
}

/** Sends messages one after the other with a pause before each; without a pause all at once. */
function createTurn(send: (message: Outgoing) => void, delayMs: number) {
  let timer: NodeJS.Timeout | undefined;
  const step = (messages: readonly Outgoing[]) => {
    const [first, ...rest] = messages;
    timer = undefined;
    if (first === undefined) return;
    if (rest.length > 0) timer = setTimeout(step, delayMs, rest).unref();
    send(first);
  };
  return {
    run(messages: readonly Outgoing[]) {
      if (delayMs > 0) step(messages);
      else for (const message of messages) send(message);
    },
    /** Answers whether a turn was running. */
    cancel(): boolean {
      const wasRunning = timer !== undefined;
      clearTimeout(timer);
      timer = undefined;
      return wasRunning;
    },
  };
}
