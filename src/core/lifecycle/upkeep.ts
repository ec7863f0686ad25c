/** Choices that several states share: which transport, and when to check again. */

import { firstRecheckDelayMs, recheckDelayMs, retryAfterDelayMs, schedule } from "../schedule.js";
import type { Transport } from "../transport.js";
import { arm, type Draft } from "./draft.js";
import type { StateData } from "./state.js";

type Choosing = Pick<StateData, "settings" | "offered">;

/** The transports that are offered and that the setting allows; the preferred one first. */
export function usableTransports(state: Choosing): readonly Transport[] {
  const wanted = state.settings.transport;
  return (["mqtt", "websocket"] as const).filter(
    (transport) => state.offered.includes(transport) && (wanted === "auto" || wanted === transport),
  );
}

/**
 * Sets and returns the transport of the next session: the present one as long as it is offered and hasn't failed three times in
 * a row, else the other one. Callers make sure that one is usable.
 */
export function nextTransport(draft: Draft): Transport {
  const { state } = draft;
  const usable = usableTransports(state);
  if (state.chosenFrom?.join() !== state.offered.join()) {
    state.openFailuresHere = 0;
    delete state.transport;
  }
  // Also if it says the same: two equal lists take twice the memory.
  state.chosenFrom = state.offered;
  const tired = state.openFailuresHere >= schedule.attemptsPerTransport;
  const present = state.transport ?? firstTransport(state);
  const keeps = usable.includes(present) && !tired;
  if (!keeps) state.openFailuresHere = 0;
  state.transport = keeps ? present : (usable.find((transport) => transport !== present) ?? present);
  return state.transport;
}

/** MQTT if offered, else websocket; without a fresh offer the one that worked last time. */
function firstTransport(state: StateData): Transport {
  const usable = usableTransports(state);
  const { proven } = state;
  const trusted = state.checkSucceededAtMs === undefined && proven !== undefined && usable.includes(proven);
  return (trusted ? proven : usable[0]) ?? "websocket";
}

/** A session can be tried with what is stored: it led to a server hello before, and nobody has said unbound since. */
export const canConnect = (state: StateData): boolean =>
  state.bound && state.proven !== undefined && usableTransports(state).length > 0;

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

/** What a person said and nobody has answered is to be said again, unless that is too long ago or was tried often enough. */
export const isStillToSay = ({ state: { toSay }, atMs }: Draft): boolean =>
  toSay !== undefined && atMs - toSay.atMs <= schedule.toSayMs && toSay.tries < schedule.toSayTriesMax;

/** The session is over: if it lasted, earlier failures no longer count. */
export function settleSession(draft: Draft): void {
  const { state } = draft;
  if (state.onlineSinceMs === undefined) return;
  if (draft.atMs - state.onlineSinceMs >= schedule.lastedMs) {
    state.openFailures = 0;
    state.openFailuresHere = 0;
  }
  delete state.onlineSinceMs;
  delete state.sessionId;
}
