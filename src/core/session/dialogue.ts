/**
 * A session over any channel: hello and its deadline, messages both ways, liveness, and an end told exactly once.
 * What the two transports do differently is in their `Carrier`.
 */

import { type Allowance, createAllowance } from "../allowance.js";
import { frozen } from "../frozen.js";
import type { Cancel, ChannelEvents, Clock, Glyph, Screen, TextFont, Timers } from "../ports.js";
import type { Transport } from "../transport.js";
import { type JsonObject, notJson, own, parseJsonObject } from "../untrusted-json.js";
import { encodeDeviceMessage, isKnownType, messageMaxChars, readServerMessage } from "./codec.js";
import { isProse, type Phase, quoteOf, safeDetail, sessionEndOf } from "./end-meaning.js";
import { cutGlyphs, type GlyphSetText, readGlyphs } from "./glyphs.js";
import { readServerHello } from "./hello.js";
import { type Liveness, watchLiveness } from "./liveness.js";
import type { DeviceMessage, ServerMessage } from "./messages.js";
import { createMemberNames, type MemberNames } from "./names.js";
import type { Session, SessionEnd, SessionEndKind, SessionEvents } from "./session.js";

export const connectTimeoutMs = 10_000;
const helloTimeoutMs = 10_000;
export const pingEveryMs = 30_000;
export const silentAfterMs = 90_000;
/** The port ends a connect that takes too long; if it forgets, this does. */
const connectGraceMs = 2_000;
/** Messages of types that nobody here knows: another server's extras. A flood of them is no conversation. */
const unknownMessages = frozen({ atOnceMax: 600, oneMoreEveryMs: 100 });
/** What the server said was wrong is why the session ended if the end comes no later than this. */
const complaintKeptMs = 10_000;

/** What one session leaves to the next, for the device's life: a new connection is no way round a limit. */
export interface SessionHistory {
  /** Of the last session that was opened; messages of it may come late. Empty: there was none, or it had none. */
  sessionId: string;
  readonly names: MemberNames;
  readonly unknownMessages: Allowance;
}

export function createSessionHistory(clock: Pick<Clock, "monotonicMs">): SessionHistory {
  return {
    sessionId: "",
    names: createMemberNames(clock),
    unknownMessages: createAllowance(clock, unknownMessages),
  };
}

const inSessionsOnly: readonly ServerMessage["type"][] = frozen(["stt", "tts", "llm"]);

export interface SessionDeps {
  readonly timers: Timers;
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly history: SessionHistory;
  readonly screen?: Pick<Screen<never>, "textFont">;
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
  /** As announced in it. */
  readonly textFont?: TextFont | undefined;
  readonly pingEveryMs: number;
  /** Taken out of every `detail`. */
  readonly secrets: readonly string[];
  open(events: ChannelEvents): Line;
  /** The channel is open and nothing has been sent yet. */
  opened?(): void;
  /** A goodbye of the cloud ends the session only: the connection is good for the next one. */
  readonly outlivesSessions?: true;
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
  #olderSessionId: string;
  #liveness: Liveness | undefined;
  /** The cloud has begun to talk without a session: what of it comes before its hello is no answer to ours. */
  #talksAlready = false;
  /** What the server said was wrong, if nothing else came after it. */
  #complaint: { readonly text: string; readonly atMs: number } | undefined;
  #disarm: Cancel | undefined;

  constructor(deps: SessionDeps, carrier: Carrier, events: SessionEvents) {
    this.#deps = deps;
    this.#carrier = carrier;
    this.#events = events;
    this.#olderSessionId = deps.history.sessionId;
    this.#rearm(connectTimeoutMs + connectGraceMs, () =>
      this.#fail("timeout", false, `no connection in ${connectTimeoutMs} ms`),
    );
    this.#line = carrier.open(this.#channelEvents());
  }

  send(message: DeviceMessage): boolean {
    // Gateways talk MCP without a session and expect answers; anything else needs one.
    const allowed = this.#phase === "open" || (message.type === "mcp" && this.#phase !== "connecting");
    return allowed && !this.#isOver() && this.#line.sendText(encodeDeviceMessage(message, this.#sessionId));
  }

  greet(): void {
    if (this.#phase === "resting") this.#guarded(() => this.#greet());
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
      // Audio: nothing of it is used yet. That the peer lives is told besides, of each byte.
      binary: () => {},
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
    const text = end.text ?? this.#freshComplaint();
    try {
      this.#events.ended({ ...end, detail: this.#safe(end.detail), ...(text && { text: this.#safe(text) }) });
    } catch {
      // The session is over and closed: there is nothing left to end, and the platform must not see the throw.
    }
  }

  #safe(text: string): string {
    return safeDetail(text, this.#carrier.secrets);
  }

  #freshComplaint(): string | undefined {
    const complaint = this.#complaint;
    const isFresh = complaint && this.#deps.clock.monotonicMs() - complaint.atMs <= complaintKeptMs;
    return isFresh ? complaint.text : undefined;
  }

  #fail(kind: SessionEndKind, suspect: boolean, detail: string, text?: string | undefined): void {
    // Closed before it is told, so that a handler that opens the next session finds this one gone.
    this.#stop();
    this.#line.close();
    this.#tellEnd({ kind, suspect, detail, ...(text && { text }) });
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
    this.#carrier.opened?.();
    this.#greet();
  }

  #greet(): void {
    this.#phase = "greeting";
    if (this.#sessionId !== "") this.#olderSessionId = this.#sessionId;
    this.#sessionId = "";
    this.#rearm(helloTimeoutMs, () =>
      this.#fail("helloTimeout", true, `no server hello in ${helloTimeoutMs} ms`),
    );
    if (!this.#line.sendText(this.#carrier.hello)) this.#fail("lost", false, "it takes no more messages");
  }

  /** The connection is watched on, so that a line that has died is noticed before it is needed. */
  #rest(): void {
    this.#phase = "resting";
    this.#talksAlready = false;
    this.#events.rested();
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
    this.#deps.history.sessionId = this.#sessionId;
    this.#liveness?.stop();
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
    if (text.length > messageMaxChars) {
      this.#fail("malformed", false, `message over ${messageMaxChars} characters`);
      return;
    }
    const { rest, set } = cutGlyphs(text);
    const parsed = parseJsonObject(rest, messageMaxChars);
    if (parsed.ok) this.#read(parsed.value, set);
    else this.#unread(text, parsed.failure);
  }

  /** What isn't JSON may have left names behind all the same. */
  #unread(text: string, failure: string): void {
    const { transport } = this.#carrier;
    if (failure === notJson && !this.#deps.history.names.learnUnread(text))
      return this.#flooded("new names of members");
    // A bad token shows like this on the open server: a line of prose, then the close. On a topic anybody may say anything.
    const refuses = this.#phase !== "open" && transport === "websocket" && failure === notJson;
    if (!refuses || text.trim() === "") return this.#delivered({ type: "unknown", name: "(not usable)" });
    this.#fail("refused", true, `text instead of a hello${quoteOf(text)}`, isProse(text) ? text : undefined);
  }

  #read(wire: JsonObject, set: GlyphSetText | undefined): void {
    const { names } = this.#deps.history;
    if (!names.learn(wire)) return this.#flooded("new names of members");
    const glyphs = set && this.#glyphsIn(set);
    if (glyphs === "flood") return this.#flooded("new names of members");
    const greeting = this.#phase === "greeting";
    if (greeting && own(wire, "type") === "hello") return this.#greeted(wire);
    if (this.#isOfOlderSession(wire)) return;
    const message = readServerMessage(wire, glyphs);
    if (this.#phase === "resting") return this.#overheard(message, own(wire, "session_id"));
    const ending = greeting
      ? endBeforeHello(message, this.#carrier.transport, this.#talksAlready)
      : endInSession(message, this.#sessionId);
    if (ending && !greeting && this.#carrier.outlivesSessions) this.#rest();
    else if (ending) this.#fail(...ending);
    else if (message.type !== "goodbye") this.#delivered(message);
  }

  #glyphsIn(set: GlyphSetText): readonly Glyph[] | "flood" | undefined {
    const { textFont } = this.#carrier;
    if (textFont === undefined) return undefined;
    let flooded = false;
    const { names } = this.#deps.history;
    const met = (found: JsonObject | string): boolean => {
      flooded ||= !(typeof found === "string" ? names.learnUnread(found) : names.learn(found));
      return !flooded;
    };
    const glyphs = readGlyphs(set, textFont, met);
    return flooded ? "flood" : glyphs;
  }

  /** Without a session. What is still said in the one that has ended is over with it. */
  #overheard(message: ServerMessage, sessionId: unknown): void {
    const isLate = sessionId === this.#sessionId && sessionId !== "" && inSessionsOnly.includes(message.type);
    if (message.type === "goodbye" || isLate) return;
    this.#talksAlready ||= message.type === "stt" || message.type === "tts";
    this.#delivered(message);
  }

  /** Over MQTT the session before may go on speaking for a while, on the same topic. */
  #isOfOlderSession(wire: JsonObject): boolean {
    const older = this.#olderSessionId;
    return older !== "" && older !== this.#sessionId && own(wire, "session_id") === older;
  }

  #delivered(message: ServerMessage): void {
    const { unknownMessages: allowance } = this.#deps.history;
    if (message.type === "unknown" && !isKnownType(message.name) && !allowance.spend(1))
      return this.#flooded("messages of unknown types");
    // A server may quote what it was given.
    const told = message.type === "error" ? { ...message, message: this.#safe(message.message) } : message;
    const complaint = complaintIn(told, this.#phase);
    this.#complaint =
      complaint === undefined ? undefined : { text: complaint, atMs: this.#deps.clock.monotonicMs() };
    this.#events.message(told);
  }

  #flooded(what: string): void {
    this.#fail("malformed", false, `too many ${what}`);
  }
}

type Ending = readonly [kind: SessionEndKind, suspect: boolean, detail: string, text?: string | undefined];

/** An unbound device hears a spoken code in place of the hello. A goodbye with an id belongs to a session before this one. */
function endBeforeHello(
  message: ServerMessage,
  transport: Transport,
  talksAlready: boolean,
): Ending | undefined {
  const name = message.type === "unknown" ? message.name : message.type;
  if ((name === "stt" || name === "tts") && !talksAlready)
    return ["notGreeted", true, `${name} instead of a hello`];
  if (message.type === "goodbye" && message.sessionId === undefined)
    return ["closed", transport === "websocket", "goodbye before the hello"];
  // Gateways whose backend is out of reach.
  if (name === "error" && transport === "mqtt")
    return ["closed", false, "error instead of a hello", complaintIn(message, "greeting")];
  return undefined;
}

/** A goodbye with another id belongs to a session before this one. */
function endInSession(message: ServerMessage, sessionId: string): Ending | undefined {
  if (message.type !== "goodbye") return undefined;
  const ours = message.sessionId === undefined || sessionId === "" || message.sessionId === sessionId;
  return ours ? ["closed", false, "goodbye"] : undefined;
}

/** What the server says is wrong. In a session an alert may be about anything; before it, it says why there is none. */
function complaintIn(message: ServerMessage, phase: Phase | "ended"): string | undefined {
  const complains = message.type === "error" || (message.type === "alert" && phase === "greeting");
  return complains ? message.message : undefined;
}
