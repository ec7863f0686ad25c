/** Every wait of the device's life, as data. Times in milliseconds. */
import { frozen } from "./frozen.js";

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
  /**
   * What ended a session in which nobody spoke may have ended all of them. Soon, as it may be for a moment; then wide apart. As narrow as the
   * herd allows: it decides about these numbers (docs/lab.md).
   */
  mayBeAll: { firstMs: 9_500, factor: 3, capMs: MINUTE_MS, spread: 1 } satisfies Backoff,
  /** And then a server that says it is too busy: so many failures long its next turn comes within the first of these. */
  mayBeAllBusy: { firstMs: 25 * SECOND_MS, factor: 2, capMs: MINUTE_MS, spread: 1 } satisfies Backoff,
  mayBeAllBusyFailures: 7,
  /** After the server has closed a session in order: within seconds; later each time only while it closes young ones again and again. */
  closedInOrder: {
    firstMs: 9_500,
    factor: 2,
    capMs: 15 * MINUTE_MS,
    spread: 1,
  } satisfies Backoff,
  /** Two quiet sessions that were closed at ages that differ by less than this share were closed for being quiet. */
  sameAgeShare: 0.15,
  /** A session that the server closed before this age was young: it doesn't close it for being quiet. */
  youngMs: MINUTE_MS,
  /** The same for a device that may rest offline: it does not insist. */
  restsOffline: {
    firstMs: MINUTE_MS,
    factor: 2,
    capMs: 15 * MINUTE_MS,
    spread: 1,
  } satisfies Backoff,
  /** A server that says it is too busy (HTTP 429 or 503, CONNACK 3) counts like so many failures before: it has a herd to serve. */
  busyFailures: 4,
  /**
   * The network is back: a device that has been online before takes its turn within so many times the time for which the network was
   * missing. After a power cut or a router's restart a whole district is there at the same moment.
   */
  returnSpread: 2.5,
  returnSpreadMaxMs: MINUTE_MS,

  /** A server's Retry-After is honoured up to here; the wait is longer by anything up to this share, since it says the same to all. */
  retryAfterMaxMs: HOUR_MS,
  retryAfterSpread: 0.5,

  /** Upkeep of token, binding and firmware while all is well: every 6 h ± 20 %. */
  recheckMs: 6 * HOUR_MS,
  recheckSpread: 0.2,
  /** A check younger than this need not be repeated when the network returns. */
  freshCheckMs: 10 * MINUTE_MS,
  /** Checks made because the credentials look bad: at most one a minute. */
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

  /** Joining, and the platform says nothing. Longer than the pause of a board (1 min), its scan and a network that never answers. */
  joinDeadlineMs: 2 * MINUTE_MS,
  /** Longer than connect (10 s) and hello (10 s) together. */
  connectDeadlineMs: 30 * SECOND_MS,
  /** An installation without a new byte: longer than all the breaks that a download bears (`ota/downloads.ts`). */
  installStalledMs: 5 * MINUTE_MS,
  /** However steadily the bytes come. */
  installAtMostMs: HOUR_MS,
  /** "Done. Restarting…" is to be read. */
  installedShownMs: 2 * SECOND_MS,
  /** However many images a server offers, and however often the device restarts meanwhile: so many failed installs in a day. */
  installFailuresMax: 3,
  installFailuresWithinMs: 24 * HOUR_MS,

  /** A turn in which the cloud says nothing more. */
  turnMs: 60 * SECOND_MS,
  /** Something waits for a pause (a new code, an update), and the cloud talks on and on: no longer than this. */
  pauseAtTheLatestMs: 5 * MINUTE_MS,
  /** A session that ended sooner counts as a failed attempt. */
  lastedMs: 30 * SECOND_MS,
  /** The cloud's word to restart is obeyed once in so long, across restarts: a server may say it after each hello. */
  rebootIntervalMs: 10 * MINUTE_MS,
  /** What a person said is kept this long until it can be said, and said this often. */
  toSayMs: MINUTE_MS,
  toSayTriesMax: 2,
  updateFailedShownMs: 3 * SECOND_MS,
  /** Failed attempts in a row before the other transport is tried. */
  attemptsPerTransport: 3,
  /** After so many failed attempts in a row settings are asked for anew: the service may be elsewhere by now. */
  attemptsPerCheck: 4,
  /** Not if the last check is younger than this. */
  movedIntervalMs: 2 * MINUTE_MS,
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

/**
 * The first of them after power-on: as if rechecks had been going on for ever (0 to 7.2 h). Devices that start together are
 * spread evenly at once, and stay so.
 */
export function firstRecheckDelayMs(roll: number): number {
  const { recheckMs, recheckSpread } = schedule;
  const shortest = 1 - recheckSpread;
  // The time left in an interval that is looked at at any moment: evenly up to the shortest one, then ever less likely.
  const share =
    roll < shortest ? roll : shortest + 2 * recheckSpread * (1 - Math.sqrt((1 - roll) / recheckSpread));
  return Math.floor(recheckMs * share);
}

/** The wait of a device that has been online before when the network is back after `missingMs`. */
export function returnDelayMs(missingMs: number, roll: number): number {
  return Math.floor(Math.min(missingMs * schedule.returnSpread, schedule.returnSpreadMaxMs) * roll);
}

/** The wait that a server's Retry-After leads to; `backoffMs` is the one without it. */
export function retryAfterDelayMs(askedMs: number, backoffMs: number, roll: number): number {
  if (askedMs <= 0) return backoffMs;
  return Math.floor(askedMs + Math.max(backoffMs, askedMs * schedule.retryAfterSpread * (1 - roll)));
}

/** The wait before the next activation poll when the fast window began `elapsedMs` ago. */
export function activationPollMs(elapsedMs: number): number {
  for (const phase of schedule.activationPolls) if (elapsedMs < phase.untilMs) return phase.everyMs;
  return 30 * SECOND_MS;
}
