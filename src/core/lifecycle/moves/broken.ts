/** The way back from attempts that failed and lines that broke. */
import { meaningOf } from "../../net/refusal-code.js";
import { delayMs, schedule } from "../../schedule.js";
import type { SessionEnd } from "../../session/session.js";
import { mayHaveMoved, maySuspect } from "../check-times.js";
import type { Draft } from "../draft.js";
import { enter, waitFor } from "../enter.js";
import { isStillToSay } from "../session-aftermath.js";

/** A failed attempt, or a session that didn't last. */
export function failed(draft: Draft, end: SessionEnd): void {
  const { state } = draft;
  state.openFailures += 1;
  state.openFailuresHere += 1;
  if ((end.suspect || mayHaveMoved(draft)) && maySuspect(draft)) {
    state.suspectedAtMs = draft.atMs;
    return enter(draft, "checking");
  }
  waitFor(draft, { kind: "sessionEnded", end }, retryDelayMs(draft, end), "connecting");
}

function retryDelayMs(draft: Draft, end: SessionEnd): number {
  const { state, roll } = draft;
  const failures = state.openFailures;
  const isBusy = end.kind === "refused" && meaningOf(end.code ?? 0) === "busy";
  if (!state.mayBeAll || isStillToSay(draft))
    return delayMs(schedule.reconnect, Math.max(failures - 1, isBusy ? schedule.busyFailures : 0), roll);
  return isBusy
    ? delayMs(schedule.mayBeAllBusy, failures - schedule.mayBeAllBusyFailures, roll)
    : delayMs(schedule.mayBeAll, failures - 1, roll);
}

/**
 * A line that lasted is gone, and nobody was talking. It may be gone for everybody: the way back is spread, until a session is open again
 * or a person is at it.
 */
export function broke(draft: Draft, end: SessionEnd): void {
  const { state } = draft;
  state.openFailures += 1;
  state.openFailuresHere += 1;
  state.mayBeAll = true;
  state.inStep = true;
  waitFor(
    draft,
    { kind: "sessionEnded", end },
    delayMs(schedule.mayBeAll, state.openFailures - 1, draft.roll),
    "connecting",
  );
}
