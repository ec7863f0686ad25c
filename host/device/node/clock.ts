/** Clock port. `setUtc` moves only this device's idea of the time, never the computer's. */
import type { Clock } from "../../../src/core/ports.js";

export interface ClockOptions {
  /** How many times faster than real time the device's time runs. Default 1. */
  readonly scale?: number;
  /** UTC that the device believes in at power-on. Default: the computer's; 0 is what a board has. */
  readonly utcAtStartMs?: number;
}

export function nodeClock(options: ClockOptions = {}): Clock {
  const { scale = 1, utcAtStartMs = Date.now() } = options;
  const startedMs = performance.now();
  const monotonicMs = (): number => Math.floor((performance.now() - startedMs) * scale);
  let utcMinusMonotonicMs = utcAtStartMs;
  return {
    monotonicMs,
    utcMs: () => monotonicMs() + utcMinusMonotonicMs,
    setUtc(utcMs) {
      if (Number.isFinite(utcMs)) utcMinusMonotonicMs = Math.round(utcMs) - monotonicMs();
    },
  };
}
