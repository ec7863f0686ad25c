import type { Cancel, Clock, Timers } from "../../src/core/ports.js";

/** A timer that keeps re-arming itself without time moving is a hang on a device: this many turns prove it. */
const turnsPerInstantMax = 10_000;

interface Armed {
  readonly dueMs: number;
  /** Order of arming: equal due times run in this order. */
  readonly order: number;
  readonly run: () => void;
  /** Where it was armed; taken only once a loop is suspected, since stack traces are slow. */
  readonly armedAt: string | undefined;
}

export interface VirtualTimeOptions {
  /** UTC at the start. A board starts in 1970, so 0 unless told. */
  readonly utcMs?: number;
}

/**
 * Clock and timers that move only when told. Due callbacks run in order of due time, then of arming; each sees its own
 * due time on both clocks. Callbacks never run inside `after`, not even with a delay of 0.
 */
export class VirtualTime implements Clock, Timers {
  #nowMs = 0;
  #utcOffsetMs: number;
  #armed: Armed[] = [];
  #order = 0;
  #suspecting = false;
  /** The zone last given to `setUtc`. */
  zoneOffsetMinutes: number | undefined;

  constructor(options: VirtualTimeOptions = {}) {
    this.#utcOffsetMs = options.utcMs ?? 0;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  utcMs(): number {
    return this.#utcOffsetMs + this.#nowMs;
  }

  setUtc(utcMs: number, zoneOffsetMinutes: number | undefined): void {
    this.#utcOffsetMs = utcMs - this.#nowMs;
    this.zoneOffsetMinutes = zoneOffsetMinutes;
  }

  after(delayMs: number, run: () => void): Cancel {
    if (!Number.isFinite(delayMs)) throw new Error(`after(${delayMs}): the delay is not a finite number`);
    const armed: Armed = {
      dueMs: this.#nowMs + Math.max(0, delayMs),
      order: this.#order++,
      run,
      armedAt: this.#suspecting ? new Error().stack?.split("\n")[2]?.trim() : undefined,
    };
    this.#armed.push(armed);
    return () => {
      this.#armed = this.#armed.filter((other) => other !== armed);
    };
  }

  /** How many timers are armed. */
  get pendingCount(): number {
    return this.#armed.length;
  }

  /** Monotonic time of the next timer, if one is armed. */
  get nextDueMs(): number | undefined {
    return this.#next()?.dueMs;
  }

  /**
   * Moves time by `ms`, running what falls due, including what is armed on the way.
   *
   * @throws what a callback throws; an Error naming the timer if one re-arms itself 10,000 times at the same instant.
   */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new Error(`advance(${ms}): time goes forward only`);
    const endMs = this.#nowMs + ms;
    let turns = 0;
    try {
      for (let next = this.#next(); next && next.dueMs <= endMs; next = this.#next()) {
        turns = next.dueMs > this.#nowMs ? 1 : turns + 1;
        if (turns > turnsPerInstantMax) throw new Error(loopText(next, turnsPerInstantMax));
        this.#suspecting = turns > turnsPerInstantMax - 100;
        this.#nowMs = next.dueMs;
        const due = next;
        this.#armed = this.#armed.filter((other) => other !== due);
        due.run();
      }
    } finally {
      this.#suspecting = false;
    }
    this.#nowMs = endMs;
  }

  /** Moves time to the next timer and runs what is due then. False if none is armed. */
  advanceToNext(): boolean {
    const dueMs = this.nextDueMs;
    if (dueMs === undefined) return false;
    this.advance(dueMs - this.#nowMs);
    return true;
  }

  #next(): Armed | undefined {
    let first: Armed | undefined;
    for (const armed of this.#armed) {
      if (!first || armed.dueMs < first.dueMs || (armed.dueMs === first.dueMs && armed.order < first.order)) {
        first = armed;
      }
    }
    return first;
  }
}

function loopText(armed: Armed, turns: number): string {
  const name = armed.run.name || armed.run.toString().replace(/\s+/g, " ").slice(0, 120);
  return `timer "${name}" re-armed ${turns} times at ${armed.dueMs} ms without time moving; armed ${armed.armedAt ?? "somewhere"}`;
}
