/** Going from one state to the next. */
import { type Draft, release } from "./draft.js";
import { entries } from "./entries.js";
import type { Slot, StateName } from "./names.js";
import type { WaitReason } from "./state.js";
import { table } from "./table.js";
import { settleSession } from "./upkeep.js";

/** Moves on to `name`: drops all that the new state doesn't hold, then does what its entry asks for. */
export function enter(draft: Draft, name: StateName): void {
  const holds: readonly Slot[] = table[name].holds;
  for (const slot of Object.keys(draft.state.pending) as Slot[])
    if (!holds.includes(slot)) release(draft, slot);
  if (name !== "waiting") delete draft.state.wait;
  // Here, not where the next session begins: what comes between is no part of the last one.
  if (name !== "online") settleSession(draft);
  draft.state.name = name;
  entries[name](draft);
}

/** Enters `waiting` for `delayMs`, then `resume`. */
export function waitFor(
  draft: Draft,
  reason: WaitReason,
  delayMs: number,
  resume: "checking" | "connecting",
): void {
  draft.state.wait = { reason, untilMs: draft.atMs + delayMs, resume };
  enter(draft, "waiting");
}
