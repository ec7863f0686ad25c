/** The record of firmware attempts: what keeps a bad image from being installed over and over. */

import type { FirmwareAttempt } from "../ota/firmware-attempt.js";
import { attemptsMax, imageId } from "../ota/firmware-decision.js";
import type { Draft } from "./draft.js";

/** Notes how the update of the present state is going, replacing what was noted of the same image. */
export function noteAttempt(draft: Draft, outcome: FirmwareAttempt["outcome"]): void {
  const { state } = draft;
  const update = state.update;
  if (update === undefined) return;
  const { version, force } = update;
  const url = imageId(update.url);
  const others = state.firmwareAttempts.filter((old) => old.version !== version || old.url !== url);
  setAttempts(draft, [...others, { version, url, outcome, forced: force, atUtcMs: draft.utcMs }]);
}

export function setAttempts(draft: Draft, attempts: readonly FirmwareAttempt[]): void {
  draft.state.firmwareAttempts = attempts.slice(-attemptsMax);
  draft.effects.push({ do: "storeFirmwareAttempts", attempts: draft.state.firmwareAttempts });
}

/** The same attempts with other dates: a server may tell another time at every check, so these may have to wait. */
export function redateAttempts(draft: Draft, attempts: readonly FirmwareAttempt[]): void {
  draft.state.firmwareAttempts = attempts;
  draft.effects.push({ do: "storeFirmwareAttempts", attempts, canWait: true });
}
