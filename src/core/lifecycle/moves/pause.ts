/** The conversation pauses: do what had to wait for it. */
import type { Draft } from "../draft.js";
import { connect, enter, waitFor } from "../enter.js";
import { delayMs, schedule } from "../schedule.js";

export function pause(draft: Draft): void {
  const { state } = draft;
  const planned = state.whenIdle?.what;
  if (planned === undefined || state.talk.phase !== "idle") return;
  delete state.whenIdle;
  if (planned === "activate") return enter(draft, "activating");
  if (planned === "update") return enter(draft, "updating");
  reconnect(draft);
}

/** At once, unless the server asks for it again and again. */
function reconnect(draft: Draft): void {
  const { state } = draft;
  const lastedMs = draft.atMs - (state.onlineSinceMs ?? draft.atMs);
  if (lastedMs >= schedule.lastedMs) return connect(draft);
  state.openFailures += 1;
  const waitMs = delayMs(schedule.reconnect, state.openFailures - 1, draft.roll);
  const end = { kind: "ours", suspect: false, detail: "configuration updated" } as const;
  waitFor(draft, { kind: "sessionEnded", end }, waitMs, "connecting");
}
