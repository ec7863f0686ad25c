/** The conversation pauses: do what had to wait for it. */
import { frozen } from "../../frozen.js";
import { delayMs, schedule } from "../../schedule.js";
import type { Draft } from "../draft.js";
import { enter, waitFor } from "../enter.js";
import type { WaitReason } from "../state.js";

export function pause(draft: Draft): void {
  const { state } = draft;
  const planned = state.whenIdle?.what;
  if (planned === undefined || state.talk.phase !== "idle") return;
  delete state.whenIdle;
  if (planned === "activate") return enter(draft, "activating");
  if (planned === "update") return enter(draft, "updating");
  reconnect(draft);
}

const told: WaitReason = frozen({
  kind: "sessionEnded",
  end: { kind: "ours", suspect: false, detail: "configuration updated" },
});

/** Within seconds, unless the server asks for it again and again. */
function reconnect(draft: Draft): void {
  const { state } = draft;
  const lastedMs = draft.atMs - (state.onlineSinceMs ?? draft.atMs);
  if (lastedMs >= schedule.lastedMs) {
    // It may be said to a whole fleet.
    return waitFor(draft, told, delayMs(schedule.closedInOrder, 0, draft.roll), "connecting");
  }
  state.openFailures += 1;
  const waitMs = delayMs(schedule.reconnect, state.openFailures - 1, draft.roll);
  waitFor(draft, told, waitMs, "connecting");
}
