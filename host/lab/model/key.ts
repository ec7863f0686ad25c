/**
 * What of a moment decides about its future, as a short text: two moments with the same key count as the same. Tokens and
 * exact times are left out; ages and counters count by the edges that the rules ask about, timers by their order.
 */
import { requestSlots } from "../../../src/core/lifecycle/names.js";
import { schedule } from "../../../src/core/schedule.js";
import type { Moment } from "./moment.js";

function orderOf(dueAtMs: Moment["dueAtMs"]): string {
  const timers = Object.entries(dueAtMs).sort(([one, a], [other, b]) => a - b || (one < other ? -1 : 1));
  return timers.map(([slot, due], at) => (timers[at - 1]?.[1] === due ? `=${slot}` : slot)).join();
}

export function keyOf({ state, atMs, dueAtMs }: Moment): string {
  const { activation, update, wait, talk, toSay, whenIdle, pending } = state;
  const younger = (sinceMs: number | undefined, edgeMs: number): string =>
    sinceMs === undefined ? "-" : atMs - sinceMs < edgeMs ? "y" : "n";
  return [
    state.name,
    // Requests by presence, timers in the order in which they are due; those due together share a place.
    requestSlots.filter((slot) => pending[slot] !== undefined),
    orderOf(dueAtMs),
    [state.networkUp, state.bound, state.proven, state.transport, state.markedValid].map(String),
    [state.offered.join("+"), state.chosenFrom?.join("+")],
    [
      state.openFailuresHere >= schedule.attemptsPerTransport,
      // One more failure, and it counts.
      state.openFailures >= schedule.attemptsPerCheck - 1,
    ],
    [talk.phase, talk.alert === undefined, talk.turns > 0],
    [
      state.mayBeAll,
      state.inStep,
      state.renewsWithinMs !== undefined,
      state.quietClosedAfterMs !== undefined,
    ],
    Math.min(state.idleCloses, 2),
    toSay && [younger(toSay.atMs, schedule.toSayMs), toSay.tries],
    whenIdle && [whenIdle.what, younger(whenIdle.sinceMs, schedule.pauseAtTheLatestMs)],
    activation && [activation.code, activation.endpoint, activation.hinted, activation.failures > 0],
    update && [update.installed, update.doneBytes > 0],
    wait && [wait.reason.kind, wait.resume],
    state.firmwareAttempts.map(({ outcome }) => outcome),
    state.installFailuresAtMs.length,
    [
      younger(state.checkStartedAtMs, schedule.checkFailed.firstMs),
      younger(state.checkStartedAtMs, schedule.movedIntervalMs),
      younger(state.checkSucceededAtMs, schedule.freshCheckMs),
      younger(state.onlineSinceMs, schedule.lastedMs),
      younger(state.onlineSinceMs, schedule.youngMs),
      (state.quietUntilMs ?? 0) > atMs,
    ],
  ].join("|");
}
