/** Firmware update, as far as the device's life is concerned; the download itself is the firmware port's. */
import { noteAttempt } from "../attempts.js";
import { arm, type Draft, release } from "../draft.js";
import { enter, waitFor } from "../enter.js";
import { paced } from "../pace.js";
import { schedule } from "../schedule.js";
import { usableTransports } from "../upkeep.js";

export function progress(
  draft: Draft,
  event: { readonly doneBytes: number; readonly totalBytes?: number },
): void {
  const { state } = draft;
  if (state.update === undefined) return;
  const { doneBytes, totalBytes = state.update.totalBytes } = event;
  state.update = {
    ...state.update,
    doneBytes,
    ...(totalBytes === undefined ? {} : { totalBytes }),
    pace: paced(state.update.pace, draft.atMs, doneBytes, totalBytes),
  };
  arm(draft, "deadline", schedule.installDeadlineMs);
}

export function installed(draft: Draft): void {
  noteAttempt(draft, "installed");
  const { state } = draft;
  if (state.update !== undefined) state.update = { ...state.update, installed: true };
  // The last thing this start of the device does.
  draft.effects.push({ do: "restart", reason: "new firmware" });
}

export function installFailed(draft: Draft, event: { readonly reason: string }): void {
  noteAttempt(draft, "failed");
  const { state } = draft;
  delete state.update;
  state.installFailuresAtMs = [...state.installFailuresAtMs, draft.atMs].slice(-schedule.installFailuresMax);
  if (!state.networkUp) return enter(draft, "joining");
  const resume = state.bound && usableTransports(state).length > 0 ? "connecting" : "checking";
  waitFor(draft, { kind: "updateFailed", reason: event.reason }, schedule.updateFailedShownMs, resume);
}

export function installStalled(draft: Draft): void {
  release(draft, "install");
  installFailed(draft, { reason: "no progress" });
}
