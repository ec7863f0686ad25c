import type { Cancel, Clock, Timers } from "../../src/core/ports.js";

interface Armed {
  readonly dueMs: number;
  readonly run: () => void;
}

/** Clock and timers that move only when told: an hour passes as fast as its events can be handled. */
export interface VirtualClock extends Clock, Timers {
  /** Moves time to the next timer and runs it. False if none is armed. */
  step(): boolean;
  /** When the next timer is due; `undefined` if none is armed. */
  nextDueMs(): number | undefined;
}

/** Starts at 0, on both clocks, as a board without a battery does. Equal due times run in the order of arming. */
export function createVirtualClock(): VirtualClock {
  // Ordered by due time. A device has a handful of timers, so a list is enough.
  const armed: Armed[] = [];
  let nowMs = 0;
  let utcOffsetMs = 0;
  return {
    monotonicMs: () => nowMs,
    utcMs: () => utcOffsetMs + nowMs,
    setUtc(utcMs) {
      utcOffsetMs = utcMs - nowMs;
    },
    after(delayMs, run): Cancel {
      const timer: Armed = { dueMs: nowMs + Math.max(0, delayMs), run };
      const later = armed.findIndex((other) => other.dueMs > timer.dueMs);
      armed.splice(later < 0 ? armed.length : later, 0, timer);
      return () => {
        const at = armed.indexOf(timer);
        if (at >= 0) armed.splice(at, 1);
      };
    },
    step() {
      const next = armed.shift();
      if (next === undefined) return false;
      nowMs = next.dueMs;
      next.run();
      return true;
    },
    nextDueMs: () => armed[0]?.dueMs,
  };
}
