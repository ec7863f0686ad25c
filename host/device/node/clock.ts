/** Clock port. `setUtc` moves only this device's idea of the time, never the computer's. */
import type { Clock } from "../../../src/core/ports.js";

export interface ClockOptions {
  /** What the clock counts by, in milliseconds. Default: real time. */
  readonly nowMs?: () => number;
  /** UTC that the device believes in at power-on. Default: the computer's; 0 is what a board has. */
  readonly utcAtStartMs?: number;
}

export function nodeClock(options: ClockOptions = {}): Clock {
  const { nowMs = () => performance.now(), utcAtStartMs = Date.now() } = options;
  const startedMs = nowMs();
  const monotonicMs = (): number => Math.floor(nowMs() - startedMs);
  let utcMinusMonotonicMs = utcAtStartMs;
  return {
    monotonicMs,
    utcMs: () => monotonicMs() + utcMinusMonotonicMs,
    setUtc(utcMs) {
      if (Number.isFinite(utcMs)) utcMinusMonotonicMs = Math.round(utcMs) - monotonicMs();
    },
  };
}
