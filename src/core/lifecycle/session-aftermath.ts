/** What is left when a session is over: failures that no longer count, and words that nobody has answered. */
import { schedule } from "../schedule.js";
import type { Draft } from "./draft.js";

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

/** What a person said and nobody has answered is to be said again, unless that is too long ago or was tried often enough. */
export const isStillToSay = ({ state: { toSay }, atMs }: Draft): boolean =>
  toSay !== undefined && atMs - toSay.atMs <= schedule.toSayMs && toSay.tries < schedule.toSayTriesMax;
