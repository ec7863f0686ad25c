/** The next state in the making. Local to one call of `transition`: from outside nothing is ever changed in place. */

import { schedule } from "../schedule.js";
import type { Effect } from "./effects.js";
import type { LifecycleEvent } from "./events.js";
import { type RequestSlot, requestSlots, type Slot, type TimerSlot } from "./names.js";
import type { StateData } from "./state.js";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export interface Draft {
  readonly state: Omit<Writable<StateData>, "pending"> & { pending: Partial<Record<Slot, number>> };
  readonly effects: Effect[];
  readonly atMs: number;
  readonly utcMs: number;
  readonly roll: number;
}

export function draftOf(state: StateData, event: LifecycleEvent): Draft {
  return {
    state: { ...state, pending: { ...state.pending } },
    effects: [],
    atMs: event.atMs,
    utcMs: event.utcMs,
    roll: event.roll,
  };
}

/** A fresh token for the slot. What the slot held before is stale from now on. */
export function take(draft: Draft, slot: Slot): number {
  draft.state.lastToken += 1;
  draft.state.pending[slot] = draft.state.lastToken;
  return draft.state.lastToken;
}

export function arm(draft: Draft, slot: TimerSlot, delayMs: number): void {
  draft.effects.push({ do: "arm", slot, token: take(draft, slot), delayMs });
}

const isRequest = (slot: Slot): slot is RequestSlot => (requestSlots as readonly Slot[]).includes(slot);

/** Drops what the slot holds, if anything. */
export function release(draft: Draft, slot: Slot): void {
  if (draft.state.pending[slot] === undefined) return;
  delete draft.state.pending[slot];
  draft.effects.push(isRequest(slot) ? { do: "cancel", slot } : { do: "disarm", slot });
}

/** Starts a check unless one is under way. */
export function startCheck(draft: Draft): void {
  if (draft.state.pending.check !== undefined) return;
  release(draft, "recheck");
  draft.state.checkStartedAtMs = draft.atMs;
  draft.effects.push({ do: "check", token: take(draft, "check") });
  arm(draft, "overdue", schedule.overdueMs);
}
