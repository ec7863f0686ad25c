/** Every wait of the device's life, as data. Times in milliseconds. */
import { frozen } from "../frozen.js";

export interface Backoff {
  readonly firstMs: number;
  readonly factor: number;
  readonly capMs: number;
  /** How much of the delay is left to chance: 1 is full jitter (anything from 0 to the delay). */
  readonly spread: number;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

export const schedule = frozen({
  /** After a failed check. Full jitter, so that a million devices don't come back in step. */
  checkFailed: {
    firstMs: 2 * SECOND_MS,
    factor: 2,
    capMs: 120 * SECOND_MS,
    spread: 1,
  } satisfies Backoff,
  /** After a failed or lost connection. */
  reconnect: { firstMs: SECOND_MS, factor: 2, capMs: 60 * SECOND_MS, spread: 1 } satisfies Backoff,
  /** After the server has closed a session in which nobody spoke: it doesn't want idle sessions, so don't insist. */
  idleClosed: {
    firstMs: 5 * SECOND_MS,
    factor: 2,
    capMs: 10 * MINUTE_MS,
    spread: 0.1,
  } satisfies Backoff,

  /** A server's Retry-After is honoured up to here. */
  retryAfterMaxMs: HOUR_MS,

  /** Upkeep of token, binding and firmware while all is well: every 6 h ± 20 %. */
  recheckMs: 6 * HOUR_MS,
  recheckSpread: 0.2,
  /** A check younger than this need not be repeated when the network returns. */
  freshCheckMs: 10 * MINUTE_MS,
  /** Checks made because the credentials look bad, or because the service may have moved: at most one a minute. */
  suspectIntervalMs: MINUTE_MS,
  /** Longer than two HTTP timeouts (a check may try two URLs): only a lost answer gets here. */
  overdueMs: 75 * SECOND_MS,

  /** Activation polls: `everyMs` until `untilMs` after the code appeared or a button was pressed. */
  activationPolls: [
    { untilMs: 5 * MINUTE_MS, everyMs: 2 * SECOND_MS },
    { untilMs: 30 * MINUTE_MS, everyMs: 10 * SECOND_MS },
    { untilMs: Number.POSITIVE_INFINITY, everyMs: 30 * SECOND_MS },
  ],
  /** The whole check, while waiting for a person: token, time and code stay fresh. */
  activationRecheckMs: 5 * MINUTE_MS,
  /** A server that changes its code at every check must not keep us polling fast for ever. */
  fastWindowAtMostEveryMs: HOUR_MS,

  joinDeadlineMs: MINUTE_MS,
  /** Longer than connect (10 s) and hello (10 s) together. */
  connectDeadlineMs: 30 * SECOND_MS,
  /** An installation that makes no progress. */
  installDeadlineMs: 2 * MINUTE_MS,
  /** However many images a server offers: at most so many failed installs in a day. */
  installFailuresMax: 3,
  installFailuresWithinMs: 24 * HOUR_MS,

  /** A turn in which the cloud says nothing more. */
  turnMs: 60 * SECOND_MS,
  /** Something waits for a pause (a new code, an update), and the cloud talks on and on: no longer than this. */
  pauseAtTheLatestMs: 5 * MINUTE_MS,
  /** A session that ended sooner counts as a failed attempt. */
  lastedMs: 30 * SECOND_MS,
  /** What a person said is kept this long until it can be said, and said this often. */
  toSayMs: MINUTE_MS,
  toSayTriesMax: 2,
  updateFailedShownMs: 3 * SECOND_MS,
  /** Failed attempts in a row before the other transport is tried. */
  attemptsPerTransport: 3,
  /** Of failed attempts in a row, this one and its multiples ask for settings anew: the service may be elsewhere by now. */
  attemptsPerCheck: 4,
});

/**
 * The delay before the next attempt. `attempt` counts from 0, `roll` is uniform in [0, 1). The exponent saturates, and
 * jitter is taken off the capped delay, so devices stay apart at the ceiling too.
 */
export function delayMs(backoff: Backoff, attempt: number, roll: number): number {
  const wholeMs = Math.min(
    backoff.capMs,
    backoff.firstMs * backoff.factor ** Math.min(Math.max(attempt, 0), 30),
  );
  return Math.floor(wholeMs * (1 - backoff.spread * roll));
}

/** 6 h ± 20 %, by `roll`. */
export function recheckDelayMs(roll: number): number {
  return Math.floor(schedule.recheckMs * (1 + schedule.recheckSpread * (2 * roll - 1)));
}

/** The wait before the next activation poll when the fast window began `elapsedMs` ago. */
export function activationPollMs(elapsedMs: number): number {
  for (const phase of schedule.activationPolls) if (elapsedMs < phase.untilMs) return phase.everyMs;
  return 30 * SECOND_MS;
}
