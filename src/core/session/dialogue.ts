/**
 * A session over any channel: hello and its deadline, messages both ways, liveness, and an end told exactly once.
 * What the two transports do differently is in their `Carrier`.
 */
import type { Transport } from "../lifecycle/names.js";
import type { Cancel, ChannelEvents, Clock, Timers } from "../ports.js";
import { own, parseJsonObject } from "../shape.js";
import { encodeDeviceMessage, messageMaxChars, readServerMessage } from "./codec.js";
import { type Phase, quoteOf, safeDetail, sessionEndOf } from "./ends.js";
import { readServerHello } from "./hello.js";
import { type Liveness, watchLiveness } from "./liveness.js";
import type { ServerMessage } from "./messages.js";
import type { Session, SessionEnd, SessionEndKind, SessionEvents } from "./session.js";

export const connectTimeoutMs = 10_000;
const helloTimeoutMs = 10_000;
export const pingEveryMs = 30_000;
export const silentAfterMs = 90_000;
/** The port ends a connect that takes too long; if it forgets, this does. */
const connectGraceMs = 2_000;
/** A few are another server's extras. A peer that says nothing else fills a board's memory with names (docs/session.md). */
const unknownMax = 100;

export interface SessionDeps {
  readonly timers: Timers;
  readonly clock: Pick<Clock, "monotonicMs">;
}

/** An open channel of either kind, reduced to what a session needs. */
export interface Line {
  sendText(text: string): boolean;
  ping(): void;
  close(): void;
}

export interface Carrier {
  readonly transport: Transport;
  /** The device's hello. */
  readonly hello: string;
  readonly pingEveryMs: number;
  /** Taken out of every `detail`. */
  readonly secrets: readonly string[];
  open(events: ChannelEvents): Line;
  /** The channel is open and nothing has been sent yet. */
  opened?(): void;
  /** We end an open session. */
  leaving?(sessionId: string): void;
}

/** Opens the channel and says hello. See `SessionEvents` for what follows. */
export function openDialogue(deps: SessionDeps, carrier: Carrier, events: SessionEvents): Session {
  const { transport } = carrier;
  let phase: Phase | "ended" = "connecting";
  let sessionId = "";
  let liveness: Liveness | undefined;
  let unknown = 0;

  const stop = (): void => {
    phase = "ended";
    disarm();
    liveness?.stop();
  };
  const tellEnd = (end: SessionEnd): void => {
    stop();
    try {
      events.ended({ ...end, detail: safeDetail(end.detail, carrier.secrets) });
    } catch {
      // The session is over and closed: there is nothing left to end, and the platform must not see the throw.
    }
  };
  const fail = (kind: SessionEndKind, suspect: boolean, detail: string): void => {
    // Closed before it is told, so that a handler that opens the next session finds this one gone.
    stop();
    line.close();
    tellEnd({ kind, suspect, detail });
  };

  /** A throw inside a callback would end the program on a device; here it ends the session. */
  const guarded = <Args extends unknown[]>(run: (...args: Args) => void): ((...args: Args) => void) => {
    return (...args) => {
      if (phase === "ended") return;
      try {
        run(...args);
      } catch (error) {
        // The handler may have closed the session before it threw.
        if (isOver()) return;
        fail(
          "malformed",
          false,
          `handler failed: ${error instanceof Error ? error.message : "no error object"}`,
        );
      }
    };
  };
  const isOver = () => phase === "ended";

  const greeted = (wire: Parameters<typeof readServerHello>[0]): void => {
    const hello = readServerHello(wire, transport);
    if (!hello.ok) {
      // A hello for another transport isn't the answer: the wait goes on.
      if (hello.failure.kind === "malformed") fail("malformed", false, hello.failure.detail);
      return;
    }
    disarm();
    phase = "open";
    sessionId = hello.value.sessionId;
    liveness = watchLiveness({
      ...deps,
      pingEveryMs: carrier.pingEveryMs,
      silentAfterMs,
      ping: guarded(() => line.ping()),
      silent: guarded(() => fail("silent", false, `nothing came for ${silentAfterMs} ms`)),
    });
    events.opened(sessionId);
  };

  const received = (text: string): void => {
    liveness?.alive();
    if (text.length > messageMaxChars) {
      fail("malformed", false, `message over ${messageMaxChars} characters`);
      return;
    }
    const parsed = parseJsonObject(text, messageMaxChars);
    const greeting = phase !== "open";
    if (!parsed.ok) {
      // A bad token shows like this on the open server: a line of prose, then the close.
      if (greeting) fail("refused", true, `text instead of a hello${quoteOf(text)}`);
      else delivered({ type: "unknown", name: "(not usable)" });
    } else if (greeting && own(parsed.value, "type") === "hello") greeted(parsed.value);
    else {
      const message = readServerMessage(parsed.value);
      const ending = greeting ? endBeforeHello(message, transport) : endInSession(message, sessionId);
      if (ending) fail(...ending);
      else if (message.type !== "goodbye") delivered(message);
    }
  };

  const delivered = (message: ServerMessage): void => {
    if (message.type === "unknown" && ++unknown > unknownMax)
      fail("malformed", false, `more than ${unknownMax} messages of unknown type`);
    else events.message(message);
  };

  const channelEvents: ChannelEvents = {
    opened: guarded(() => {
      if (phase !== "connecting") return;
      phase = "greeting";
      rearm(helloTimeoutMs, () => fail("helloTimeout", true, `no server hello in ${helloTimeoutMs} ms`));
      carrier.opened?.();
      line.sendText(carrier.hello);
    }),
    text: guarded(received),
    // Audio: nothing of it is used yet, but it shows that the peer lives.
    binary: guarded(() => liveness?.alive()),
    alive: guarded(() => liveness?.alive()),
    closed: (end) => {
      if (phase !== "ended") tellEnd(sessionEndOf(end, phase, transport));
    },
  };

  let disarm: Cancel = () => undefined;
  const rearm = (delayMs: number, expired: () => void): void => {
    disarm();
    disarm = deps.timers.after(delayMs, guarded(expired));
  };

  rearm(connectTimeoutMs + connectGraceMs, () =>
    fail("timeout", false, `no connection in ${connectTimeoutMs} ms`),
  );
  const line = carrier.open(channelEvents);

  return {
    send(message) {
      // Gateways talk MCP before the hello and expect answers; anything else needs a session.
      const allowed = phase === "open" || (phase === "greeting" && message.type === "mcp");
      return allowed && line.sendText(encodeDeviceMessage(message, sessionId));
    },
    close() {
      if (phase === "ended") return;
      if (phase === "open") carrier.leaving?.(sessionId);
      stop();
      line.close();
    },
  };
}

type Ending = readonly [kind: SessionEndKind, suspect: boolean, detail: string];

/** An unbound device hears a spoken code in place of the hello. */
function endBeforeHello(message: ServerMessage, transport: Transport): Ending | undefined {
  const name = message.type === "unknown" ? message.name : message.type;
  if (name === "stt" || name === "tts") return ["refused", true, `${name} instead of a hello`];
  if (name === "goodbye") return ["closed", transport === "websocket", "goodbye before the hello"];
  // Gateways whose backend is out of reach.
  if (name === "error" && transport === "mqtt") return ["closed", false, "error instead of a hello"];
  return undefined;
}

/** A goodbye with another id belongs to a session before this one. */
function endInSession(message: ServerMessage, sessionId: string): Ending | undefined {
  if (message.type !== "goodbye") return undefined;
  const ours = message.sessionId === undefined || sessionId === "" || message.sessionId === sessionId;
  return ours ? ["closed", false, "goodbye"] : undefined;
}
