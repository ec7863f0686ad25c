/** The state at power-on, from what is stored. */

import type { FirmwareAttempt } from "../ota/firmware-attempt.js";
import { schedule } from "../schedule.js";
import type { Transport } from "../transport.js";
import { noTalk, type Settings, type StateData } from "./state.js";

export interface Remembered {
  readonly bound: boolean;
  readonly offered: readonly Transport[];
  readonly proven?: Transport;
  readonly firmwareAttempts: readonly FirmwareAttempt[];
  readonly noRebootUntilMs?: number;
}

export function stateAtPowerOn(settings: Settings, remembered: Remembered): StateData {
  const { proven, ...rest } = remembered;
  return {
    ...rest,
    ...(proven === undefined ? {} : { proven }),
    name: "starting",
    settings,
    lastToken: 0,
    pending: {},
    networkUp: false,
    checkFailures: 0,
    suspectedAtMs: -schedule.suspectIntervalMs,
    openFailures: 0,
    openFailuresHere: 0,
    idleCloses: 0,
    inStep: true,
    talk: noTalk,
    installFailuresAtMs: [],
    markedValid: false,
  };
}
