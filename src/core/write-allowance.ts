/**
 * How often the device writes down what servers say. Flash wears with each write, and neither a server nor a mains that comes and
 * goes may wear it out: a few writes at once, then one every three hours. What is not written is kept in memory and may be written later.
 */
import { frozen } from "./frozen.js";
import type { Clock } from "./ports.js";

export const writeAllowance = frozen({
  /** Three times bound and unbound again. */
  atOnceMax: 6,
  oneMoreEveryMs: 3 * 3_600_000,
  /** Settings that only replace some that work leave so many writes for what can't wait. */
  reserve: 2,
});

export interface WriteAllowance {
  /** Is there room for so many writes? Then they count as made, whatever comes of them. */
  spend(writes: number, reserve?: number): boolean;
}

/** Full at power-on. */
export function createWriteAllowance(clock: Pick<Clock, "monotonicMs">): WriteAllowance {
  const { atOnceMax, oneMoreEveryMs } = writeAllowance;
  let left: number = atOnceMax;
  let countedAtMs = clock.monotonicMs();
  return {
    spend(writes, reserve = 0) {
      const atMs = clock.monotonicMs();
      left = Math.min(atOnceMax, left + (atMs - countedAtMs) / oneMoreEveryMs);
      countedAtMs = atMs;
      if (left < writes + reserve) return false;
      left -= writes;
      return true;
    },
  };
}
