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
import type { DeviceMessage, ServerMessage } from "./messages.js";
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
  return new Dialogue(deps, carrier, events);
}

/** A class, since a board has its methods in flash: closures in their place would each be made again for every session. */
class Dialogue implements Session {
  readonly #deps: SessionDeps;
  readonly #carrier: Carrier;
  readonly #events: SessionEvents;
  readonly #line: Line;
  #phase: Phase | "ended" = "connecting";
  #sessionId = "";
  #liveness: Liveness | undefined;
  #unknown = 0;
  #disarm: Cancel | undefined;

  constructor(deps: SessionDeps, carrier: Carrier, events: SessionEvents) {
    this.#deps = deps;
    this.#carrier = carrier;
    this.#events = events;
    this.#rearm(connectTimeoutMs + connectGraceMs, () =>
      this.#fail("timeout", false, `no connection in ${connectTimeoutMs} ms`),
    );
    this.#line = carrier.open(this.#channelEvents());
  }

  send(message: DeviceMessage): boolean {
    // Gateways talk MCP before the hello and expect answers; anything else needs a session.
    const allowed = this.#phase === "open" || (this.#phase === "greeting" && message.type === "mcp");
    return allowed && this.#line.sendText(encodeDeviceMessage(message, this.#sessionId));
  }

  close(): void {
    if (this.#isOver()) return;
    if (this.#phase === "open") this.#carrier.leaving?.(this.#sessionId);
    this.#stop();
    this.#line.close();
  }

  #channelEvents(): ChannelEvents {
    return {
      opened: () => this.#guarded(() => this.#channelOpened()),
      text: (text) => this.#guarded(() => this.#received(text)),
      // Audio: nothing of it is used yet, but it shows that the peer lives.
      binary: () => this.#guarded(() => this.#liveness?.alive()),
      alive: () => this.#guarded(() => this.#liveness?.alive()),
      closed: (end) => {
        if (this.#phase !== "ended") this.#tellEnd(sessionEndOf(end, this.#phase, this.#carrier.transport));
      },
    };
  }

  #isOver(): boolean {
    return this.#phase === "ended";
  }

  #stop(): void {
    this.#phase = "ended";
    this.#disarm?.();
    this.#liveness?.stop();
  }

  #tellEnd(end: SessionEnd): void {
    this.#stop();
    try {
      this.#events.ended({ ...end, detail: safeDetail(end.detail, this.#carrier.secrets) });
    } catch {
      // The session is over and closed: there is nothing left to end, and the platform must not see the throw.
    }
  }

  #fail(kind: SessionEndKind, suspect: boolean, detail: string): void {
    // Closed before it is told, so that a handler that opens the next session finds this one gone.
    this.#stop();
    this.#line.close();
    this.#tellEnd({ kind, suspect, detail });
  }

  /** A throw inside a callback would end the program on a device; here it ends the session. */
  #guarded(run: () => void): void {
    if (this.#isOver()) return;
    try {
      run();
    } catch (error) {
      // The handler may have closed the session before it threw.
      if (this.#isOver()) return;
      const detail = `handler failed: ${error instanceof Error ? error.message : "no error object"}`;
      this.#fail("malformed", false, detail);
    }
  }

  #rearm(delayMs: number, expired: () => void): void {
    this.#disarm?.();
    this.#disarm = this.#deps.timers.after(delayMs, () => this.#guarded(expired));
  }

  #channelOpened(): void {
    if (this.#phase !== "connecting") return;
    this.#phase = "greeting";
    this.#rearm(helloTimeoutMs, () =>
      this.#fail("helloTimeout", true, `no server hello in ${helloTimeoutMs} ms`),
    );
    this.#carrier.opened?.();
    this.#line.sendText(this.#carrier.hello);
  }

  #greeted(wire: Parameters<typeof readServerHello>[0]): void {
    const hello = readServerHello(wire, this.#carrier.transport);
    if (!hello.ok) {
      // A hello for another transport isn't the answer: the wait goes on.
      if (hello.failure.kind === "malformed") this.#fail("malformed", false, hello.failure.detail);
      return;
    }
    this.#disarm?.();
    this.#phase = "open";
    this.#sessionId = hello.value.sessionId;
    this.#liveness = watchLiveness({
      ...this.#deps,
      pingEveryMs: this.#carrier.pingEveryMs,
      silentAfterMs,
      ping: () => this.#guarded(() => this.#line.ping()),
      silent: () => this.#guarded(() => this.#fail("silent", false, `nothing came for ${silentAfterMs} ms`)),
    });
    this.#events.opened(this.#sessionId);
  }

  #received(text: string): void {
    // Our hello isn't out yet: whatever this is, it is no answer.
    if (this.#phase === "connecting") return;
    this.#liveness?.alive();
    if (text.length > messageMaxChars) {
      this.#fail("malformed", false, `message over ${messageMaxChars} characters`);
      return;
    }
    const { transport } = this.#carrier;
    const parsed = parseJsonObject(text, messageMaxChars);
    const greeting = this.#phase !== "open";
    if (!parsed.ok) {
      // A bad token shows like this on the open server: a line of prose, then the close.
      if (greeting) this.#fail("refused", true, `text instead of a hello${quoteOf(text)}`);
      else this.#delivered({ type: "unknown", name: "(not usable)" });
    } else if (greeting && own(parsed.value, "type") === "hello") this.#greeted(parsed.value);
    else {
      const message = readServerMessage(parsed.value);
      const ending = greeting ? endBeforeHello(message, transport) : endInSession(message, this.#sessionId);
      if (ending) this.#fail(...ending);
      else if (message.type !== "goodbye") this.#delivered(message);
    }
  }

  #delivered(message: ServerMessage): void {
    if (message.type === "unknown" && ++this.#unknown > unknownMax)
      this.#fail("malformed", false, `more than ${unknownMax} messages of unknown type`);
    else this.#events.message(message);
  }
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
