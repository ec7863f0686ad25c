/** Going from one state to the next. */

import { delayMs, schedule } from "../schedule.js";
import { type Draft, release } from "./draft.js";
import { entries } from "./entries.js";
import type { Slot, StateName } from "./names.js";
import { settleSession } from "./session-aftermath.js";
import type { WaitReason } from "./state.js";
import { table } from "./table.js";
import { usableTransports } from "./transport-choice.js";

/** Moves on to `name`: drops all that the new state doesn't hold, then does what its entry asks for. */
export function enter(draft: Draft, name: StateName): void {
  const holds: readonly Slot[] = table[name].holds;
  for (const slot of Object.keys(draft.state.pending) as Slot[])
    if (!holds.includes(slot)) release(draft, slot);
  if (name !== "waiting") delete draft.state.wait;
  // Here, not where the next session begins: what comes between is no part of the last one.
  if (name !== "online") settleSession(draft);
  const from = draft.state.name;
  draft.state.name = name;
  entries[name](draft, from);
}

/** Enters `waiting` for `delayMs`, then `resume`. */
export function waitFor(
  draft: Draft,
  reason: WaitReason,
  waitMs: number,
  resume: "checking" | "connecting",
): void {
  if (resume === "connecting" && usableTransports(draft.state).length === 0)
    return waitForTransport(draft, waitMs);
  release(draft, "session");
  draft.state.wait = { reason, untilMs: draft.atMs + waitMs, resume };
  enter(draft, "waiting");
}

/** Opens a session, if there is a transport for it. */
export function connect(draft: Draft): void {
  if (usableTransports(draft.state).length === 0) return waitForTransport(draft);
  enter(draft, "connecting");
}

/**
 * The server offers no transport that the person's setting allows: no other is tried, it is asked again as after a failed check,
 * and not before `atLeastMs`.
 */
function waitForTransport(draft: Draft, atLeastMs = 0): void {
  const { state, roll } = draft;
  state.checkFailures += 1;
  const waitMs = Math.max(atLeastMs, delayMs(schedule.checkFailed, state.checkFailures - 1, roll));
  waitFor(draft, { kind: "noTransport", wanted: state.settings.transport }, waitMs, "checking");
}

/** Enters `waiting` with the connection that the ended session leaves, until a person or the cloud wants something. */
export function rest(draft: Draft): void {
  draft.state.wait = { reason: { kind: "resting", sinceMs: draft.atMs }, resume: "connecting" };
  enter(draft, "waiting");
}
