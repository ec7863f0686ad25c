/** One connection's life, known to every layer of it: our adapter, the SDK's client, our socket, TLS and TCP. */
import type { Cancel, ChannelEnd, Timers } from "../../core/ports.js";
import type { Certificate, Sdk } from "./sdk.js";

/** What all network ports need of their surroundings. */
export interface NetStack {
  readonly sdk: Sdk<Line>;
  readonly timers: Timers;
  /** UTC in milliseconds, never before the build (see `tls.ts`). */
  readonly utcMs: () => number;
  /** A certificate authority of this build's own, beside the linked roots. */
  readonly ownAuthority?: Certificate;
  /** Told of a throw that came out of a callback of the core: always a bug, never a reason to end the machine. */
  readonly fault: (error: unknown) => void;
}

const detailMaxChars = 200;

/** How far the connection has come: a break means something else at each. */
export type Stage = "resolving" | "connecting" | "securing" | "talking";

/** Stands between the socket and the SDK's client: checks what comes in and cuts it into pieces that the client survives. */
export interface Feed {
  /** Calls `deliver` with the bytes that the client may see; each call is one `onReadable` of the client. */
  received(bytes: Uint8Array, deliver: (unit: Uint8Array) => void): void;
  /** Changes what the client sends. */
  sending?(bytes: Uint8Array): Uint8Array;
}

export interface LineSettings {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly feed: Feed;
  /** Any byte arrived. */
  readonly alive: () => void;
  /** The line is over and released; the last call. Not called after `cancel`. */
  readonly ended: (end: ChannelEnd) => void;
  /** Closes the SDK's client. May throw. */
  readonly release: () => void;
}

export class Line {
  stage: Stage = "resolving";
  /** Bytes that the client wrote and the socket has not taken yet. */
  queuedBytes = 0;
  #over = false;
  #cancelled = false;
  readonly #timers: Set<Cancel>;

  constructor(
    readonly stack: NetStack,
    readonly settings: LineSettings,
  ) {
    this.#timers = new Set();
  }

  /** No layer does anything for a line that is over. */
  get over(): boolean {
    return this.#over;
  }

  /** A timer that dies with the line. */
  after(delayMs: number, run: () => void): Cancel {
    const cancel = this.stack.timers.after(delayMs, () => {
      this.#timers.delete(cancel);
      this.guard(run);
    });
    this.#timers.add(cancel);
    return cancel;
  }

  /** Ends the line for this reason; the first one counts. */
  fail(end: ChannelEnd): void {
    this.finish(() => this.settings.ended(end));
  }

  /**
   * Ends the line; `tell` is called from a fresh turn, when everything is closed. The delay is needed: the SDK's clients and
   * sockets go on using themselves after a callback in which they were closed.
   */
  finish(tell: () => void): void {
    if (this.#over) return;
    this.#over = true;
    this.#later(tell);
  }

  /** Ends the line without a word. Idempotent. */
  cancel(): void {
    this.#cancelled = true;
    this.finish(() => {});
  }

  /** Runs what a callback of the SDK asks for; an exception ends the line instead of the machine. */
  guard(run: () => void): void {
    if (this.#over) return;
    try {
      run();
    } catch (error) {
      this.fail({ kind: "malformed", detail: `unexpected data (${textOf(error)})` });
    }
  }

  /** Calls back into the core. */
  tell(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.stack.fault(error);
    }
  }

  #later(tell: () => void): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.stack.timers.after(0, () => {
      try {
        this.settings.release();
      } catch {
        // Half-built clients throw in `close`; there is nothing left to close then.
      }
      if (!this.#cancelled) this.tell(tell);
    });
  }
}

/** The SDK's exceptions have fixed texts; they hold nothing of what was sent. */
export function textOf(error: unknown): string {
  const text = error instanceof Error ? error.message : "";
  return text === "" ? "no text" : text.slice(0, detailMaxChars);
}
