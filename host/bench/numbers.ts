/** The two figures that describe a list of durations. */

export interface Spread {
  readonly runs: number;
  readonly meanMs: number;
  /** 95 of 100 runs take at most this long. */
  readonly p95Ms: number;
}

/** Mean and 95th percentile (nearest rank) of at least one duration, in whole milliseconds. */
export function spreadOf(durationsMs: readonly number[]): Spread {
  const sorted = [...durationsMs].sort((a, b) => a - b);
  const sumMs = sorted.reduce((sum, ms) => sum + ms, 0);
  const p95Ms = sorted[Math.ceil(sorted.length * 0.95) - 1];
  if (p95Ms === undefined) throw new RangeError("spreadOf: no durations");
  return { runs: sorted.length, meanMs: Math.round(sumMs / sorted.length), p95Ms: Math.round(p95Ms) };
}
