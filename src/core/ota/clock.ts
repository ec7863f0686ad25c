/** Whether to believe a server's clock. */

const dayMs = 86_400_000;
/** 2100-01-01 UTC. */
const endOfTimeMs = 4_102_444_800_000;

/**
 * The clock's time at power-on, or 0 if it can't be a date: a board starts in 1970 or with the time of its build (TLS needs that much),
 * and what is dated by it would be a day old as soon as the clock is set. Milliseconds since 1970, UTC.
 */
export function dateAtPowerOn(utcMs: number, compileTimeMs: number): number {
  return utcMs > compileTimeMs + dayMs ? utcMs : 0;
}

/**
 * True unless the time is more than a day before the firmware was built or after 2100: TLS would then reject every certificate,
 * and the wrong time would outlive the wrong reply. Both in milliseconds since 1970, UTC.
 */
export function serverTimeIsPlausible(utcMs: number, compileTimeMs: number): boolean {
  return utcMs >= compileTimeMs - dayMs && utcMs < endOfTimeMs;
}
