/** Whether to install what a check offers, and what keeps a bad image from being installed over and over. */
import type { FirmwareAttempt } from "./firmware-attempt.js";
import type { FirmwareOffer } from "./reply.js";

export const attemptsMax = 8;
const blockMs = 86_400_000;
const triesPerBlock = 2;
/** A board without a clock counts from 1970; it can't be on for three years. Anything below is no date. */
const firstDateMs = 1e11;

const imageIdMaxChars = 300;

/**
 * What an image is known by: its URL without the query, which may hold a signature that is another one at every check and
 * nobody's business, and without what is beyond 300 characters. An id is its own id.
 */
export function imageId(url: string): string {
  return url.replace(/[?#].*$/, "").slice(0, imageIdMaxChars);
}

/**
 * Compares dotted decimal versions by number, part by part; with equal parts the longer one is newer (`1.0.0` > `1.0`).
 * Undefined if one of them is no such version (at most 8 parts of at most 9 digits).
 * @returns negative: `a` is older; 0: the same; positive: `a` is newer
 */
export function compareVersions(a: string, b: string): number | undefined {
  const form = /^[0-9]{1,9}(\.[0-9]{1,9}){0,7}$/;
  if (!form.test(a) || !form.test(b)) return undefined;
  const left = a.split(".");
  const right = b.split(".");
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = Number(left[at]) - Number(right[at]);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

export interface FirmwareDecision {
  readonly install: boolean;
  readonly why:
    | "newer"
    | "forced"
    | "notNewer"
    /** One of the two versions is not dotted decimal. */
    | "unreadable"
    /** This forced image was installed once: a server that keeps forcing it would make us do nothing else. */
    | "alreadyForced"
    /** This image was tried within 24 h. */
    | "triedRecently"
    /** This version was tried twice within 24 h, under other URLs (some servers make a new one for every check). */
    | "triedTooOften"
    /** It was tried at an unknown time: give the attempts a date with `dateAttempts` once the clock is set. */
    | "undated";
}

/** Decides on an offer. `version` is the running one, `utcMs` the present. */
export function decideFirmware(
  offer: FirmwareOffer,
  known: { readonly version: string; readonly attempts: readonly FirmwareAttempt[]; readonly utcMs: number },
): FirmwareDecision {
  const no = (why: FirmwareDecision["why"]): FirmwareDecision => ({ install: false, why });
  const order = compareVersions(offer.version, known.version);
  if (order === undefined) return no("unreadable");
  if (order <= 0 && !offer.force) return no("notNewer");
  const tries = known.attempts.filter((attempt) => attempt.version === offer.version);
  const image = imageId(offer.url);
  const isSame = (attempt: FirmwareAttempt) => imageId(attempt.url) === image;
  if (
    offer.force &&
    tries.some((attempt) => isSame(attempt) && attempt.forced && attempt.outcome === "installed")
  )
    return no("alreadyForced");
  const recent = tries.filter((attempt) => !(isDated(attempt, known.utcMs) && isOld(attempt, known.utcMs)));
  const recentSame = recent.filter(isSame);
  if (recentSame.some((attempt) => !isDated(attempt, known.utcMs))) return no("undated");
  if (recentSame.length > 0) return no("triedRecently");
  if (recent.length >= triesPerBlock) return no("triedTooOften");
  return { install: true, why: order > 0 ? "newer" : "forced" };
}

/**
 * Attempts of the last 24 h that came to nothing, whatever image it was. Those without a date count until the device has been on for
 * as long (`upMs`).
 */
export function failuresWithinADay(
  attempts: readonly FirmwareAttempt[],
  utcMs: number,
  upMs: number,
): number {
  const isRecent = (attempt: FirmwareAttempt) =>
    isDated(attempt, utcMs) ? !isOld(attempt, utcMs) : upMs < blockMs;
  return attempts.filter((attempt) => attempt.outcome !== "installed" && isRecent(attempt)).length;
}

const isOld = (attempt: FirmwareAttempt, utcMs: number): boolean => utcMs - attempt.atUtcMs >= blockMs;

/** Of one service, the clocks of two computers may differ by this much: a date that is not further in the future is one. */
const clockSlackMs = 600_000;

const isDated = (attempt: FirmwareAttempt, utcMs: number): boolean =>
  attempt.atUtcMs >= firstDateMs && attempt.atUtcMs <= utcMs + clockSlackMs;

/**
 * Attempts noted without a date (or with one that is minutes in the future) count from now. The same array if there are none, or if `utcMs`
 * is no date either.
 */
export function dateAttempts(
  attempts: readonly FirmwareAttempt[],
  utcMs: number,
): readonly FirmwareAttempt[] {
  if (utcMs < firstDateMs || attempts.every((attempt) => isDated(attempt, utcMs))) return attempts;
  return attempts.map((attempt) => (isDated(attempt, utcMs) ? attempt : { ...attempt, atUtcMs: utcMs }));
}

/**
 * At start: what was begun or installed, but isn't what runs now, has failed (power cut, or the bootloader went back to the
 * old image). Only the latest installation can have been rolled back; older ones have had their turn. Dated now, or 0 without
 * a clock. The same array if nothing changed and there are at most 8.
 */
export function resolveRollback(
  attempts: readonly FirmwareAttempt[],
  runningVersion: string,
  utcMs: number,
): readonly FirmwareAttempt[] {
  const atUtcMs = utcMs >= firstDateMs ? utcMs : 0;
  const latest = attempts.map((attempt) => attempt.outcome).lastIndexOf("installed");
  let changed = attempts.length > attemptsMax;
  const resolved = attempts.map((attempt, at): FirmwareAttempt => {
    const isOpen = attempt.outcome === "started" || at === latest;
    if (!isOpen || attempt.version === runningVersion) return attempt;
    changed = true;
    return { ...attempt, outcome: "failed", atUtcMs };
  });
  return changed ? resolved.slice(-attemptsMax) : attempts;
}
