/** Firmware update, as far as the device's life is concerned; the download itself is the firmware port's. */

import { schedule } from "../../schedule.js";
import { arm, type Draft, release } from "../draft.js";
import { enter, waitFor } from "../enter.js";
import { noteAttempt } from "../firmware-attempts.js";
import { paced } from "../pace.js";
import { usableTransports } from "../transport-choice.js";

/** Only new bytes put the deadline off: a server that sends the same ones again and again would otherwise keep the device for days. */
export function progress(
  draft: Draft,
  event: { readonly doneBytes: number; readonly totalBytes?: number },
): void {
  const { state, atMs } = draft;
  const { update } = state;
  if (update === undefined) return;
  const { doneBytes, totalBytes = update.totalBytes } = event;
  const { startedAtMs = atMs, furthestBytes = 0 } = update;
  const startsOver = doneBytes < update.doneBytes && !update.startedOver;
  state.update = {
    ...update,
    doneBytes,
    furthestBytes: startsOver ? doneBytes : Math.max(furthestBytes, doneBytes),
    ...(startsOver ? { startedOver: true } : {}),
    ...(totalBytes === undefined ? {} : { totalBytes }),
    pace: paced(update.pace, atMs, doneBytes, totalBytes),
  };
  if (!startsOver && doneBytes <= furthestBytes) return;
  const leftMs = Math.max(0, startedAtMs + schedule.installAtMostMs - atMs);
  arm(draft, "deadline", Math.min(schedule.installStalledMs, leftMs));
}

/** The slot is chosen: whatever comes now, the next start runs the new image. */
export function installed(draft: Draft): void {
  noteAttempt(draft, "installed");
  const { state } = draft;
  if (state.update !== undefined) state.update = { ...state.update, installed: true };
  arm(draft, "deadline", schedule.installedShownMs);
}

export function installFailed(draft: Draft, event: { readonly reason: string }): void {
  noteAttempt(draft, "failed");
  const { state } = draft;
  const line = `firmware ${state.update?.version ?? ""} not installed: ${event.reason}`;
  draft.effects.push({ do: "log", level: "warn", line });
  delete state.update;
  state.installFailuresAtMs = [...state.installFailuresAtMs, draft.atMs].slice(-schedule.installFailuresMax);
  if (!state.networkUp) return enter(draft, "joining");
  const resume = state.bound && usableTransports(state).length > 0 ? "connecting" : "checking";
  waitFor(draft, { kind: "updateFailed", reason: event.reason }, schedule.updateFailedShownMs, resume);
}

export function updatingExpired(draft: Draft): void {
  const { update } = draft.state;
  // The last thing this start of the device does.
  if (update?.installed) return void draft.effects.push({ do: "restart", reason: "new firmware" });
  release(draft, "install");
  const tookMs = draft.atMs - (update?.startedAtMs ?? draft.atMs);
  const reason = tookMs >= schedule.installAtMostMs ? "it took more than an hour" : "no progress";
  installFailed(draft, { reason });
}
