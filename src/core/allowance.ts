/** So many at once, then one more now and again: for what may happen at times, but not without end. */
import type { Clock } from "./ports.js";

export interface AllowanceLimits {
  readonly atOnceMax: number;
  readonly oneMoreEveryMs: number;
}

export interface Allowance {
  /** Is there room for `count`, with `reserve` left over? Then they count as used, whatever comes of them. */
  spend(count: number, reserve?: number): boolean;
}

/** Full at first. */
export function createAllowance(
  clock: Pick<Clock, "monotonicMs">,
  { atOnceMax, oneMoreEveryMs }: AllowanceLimits,
): Allowance {
  let left = atOnceMax;
  let countedAtMs = clock.monotonicMs();
  return {
    spend(count, reserve = 0) {
      const atMs = clock.monotonicMs();
      left = Math.min(atOnceMax, left + (atMs - countedAtMs) / oneMoreEveryMs);
      countedAtMs = atMs;
      if (left < count + reserve) return false;
      left -= count;
      return true;
    },
  };
}
