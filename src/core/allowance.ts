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
export function createAllowance(clock: Pick<Clock, "monotonicMs">, limits: AllowanceLimits): Allowance {
  return new Refilled(clock, limits);
}

/** A class, since a board has its methods in flash. */
class Refilled implements Allowance {
  readonly #clock: Pick<Clock, "monotonicMs">;
  readonly #limits: AllowanceLimits;
  #left: number;
  /** Long ago: what is full gets no fuller. */
  #countedAtMs = 0;

  constructor(clock: Pick<Clock, "monotonicMs">, limits: AllowanceLimits) {
    this.#clock = clock;
    this.#limits = limits;
    this.#left = limits.atOnceMax;
  }

  spend(count: number, reserve = 0): boolean {
    const { atOnceMax, oneMoreEveryMs } = this.#limits;
    const atMs = this.#clock.monotonicMs();
    this.#left = Math.min(atOnceMax, this.#left + (atMs - this.#countedAtMs) / oneMoreEveryMs);
    this.#countedAtMs = atMs;
    if (this.#left < count + reserve) return false;
    this.#left -= count;
    return true;
  }
}
