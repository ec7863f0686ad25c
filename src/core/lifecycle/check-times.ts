/** When to check: regularly, because credentials look bad or the service may have moved, and not while the server wants quiet. */
import { firstRecheckDelayMs, recheckDelayMs, retryAfterDelayMs, schedule } from "../schedule.js";
import { arm, type Draft } from "./draft.js";

/**
 * Makes sure that the next whole check is on its way, every 6 h ± 20 %. Checks for other reasons neither bring it forward nor put it
 * off: what made a whole herd check at the same moment must not make it do so again six hours later.
 */
export function ensureRecheck(draft: Draft): void {
  const { state, atMs, roll } = draft;
  if (state.pending.recheck !== undefined || state.pending.check !== undefined) return;
  if (state.recheckAtMs === undefined) state.recheckAtMs = atMs + firstRecheckDelayMs(roll);
  else if (state.recheckAtMs <= atMs) state.recheckAtMs = atMs + recheckDelayMs(roll);
  // Also one that was due before the server asked for quiet.
  arm(draft, "recheck", Math.max(state.recheckAtMs - atMs, retryAfterDelayMs(quietMs(draft), 0, roll)));
}

/** What is left of the quiet that the server asked for: a person breaks it once, not for good. */
export const quietMs = ({ state, atMs }: Draft): number => Math.max(0, (state.quietUntilMs ?? 0) - atMs);

/**
 * Bad credentials are suspected: is a check allowed now? At most one for this reason in a minute, whenever the last one of another
 * kind was: its token may have been good for seconds. None while the server wants quiet.
 */
export const maySuspect = (draft: Draft): boolean =>
  draft.atMs - draft.state.suspectedAtMs >= schedule.suspectIntervalMs && quietMs(draft) === 0;

/**
 * Sessions may be served elsewhere by now. The age of the last check decides, not the number of the attempt: a fourth one that came
 * too early would put off the question to the eighth.
 */
export const mayHaveMoved = ({ state, atMs }: Draft): boolean =>
  state.openFailures >= schedule.attemptsPerCheck &&
  atMs - (state.checkStartedAtMs ?? Number.NEGATIVE_INFINITY) >= schedule.movedIntervalMs;
