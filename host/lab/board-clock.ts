/** The clock of one power-on: counts from 0, starts in 1970, and may run fast or slow or be set wrong. */
import type { Cancel, Clock, Timers } from "../../src/core/ports.js";
import type { VirtualClock } from "../simulation/virtual-clock.js";

export interface BoardClock extends Clock, Timers {
  /** UTC jumps by that much, as a bad time server makes it. */
  jump(byMs: number): void;
  readonly rate: number;
}

/** @param rate above 1: the crystal is fast */
export function createBoardClock(world: VirtualClock, rate: number): BoardClock {
  const poweredAtMs = world.monotonicMs();
  let utcOffsetMs = 0;
  const monotonicMs = () => (world.monotonicMs() - poweredAtMs) * rate;
  return {
    rate,
    monotonicMs,
    utcMs: () => utcOffsetMs + monotonicMs(),
    setUtc(utcMs) {
      utcOffsetMs = utcMs - monotonicMs();
    },
    after: (delayMs, run): Cancel => world.after(delayMs / rate, run),
    jump(byMs) {
      utcOffsetMs += byMs;
    },
  };
}
