/**
 * What can happen to the device. Events are plain data without secrets, so that the event log is a bug report that can be
 * replayed: credentials stay in the vault (`../memory.ts`), events only say that they are there or have changed.
 */
import type { CheckFailure } from "../failure.js";
import type { NetworkTrouble } from "../ports.js";
import type { ServerMessage } from "../session/messages.js";
import type { SessionEnd } from "../session/session.js";
import type { Transport } from "../transport.js";
import type { TimerSlot } from "./names.js";

/** What an OTA check said, less the credentials. */
export interface CheckSummary {
  /** Present: the device is not bound. */
  readonly activation?: { readonly code: string; readonly message: string; readonly challenge: string };
  /** The transports the reply offers with usable settings. */
  readonly offered: readonly Transport[];
  readonly firmware?: { readonly version: string; readonly url: string; readonly force: boolean };
  /** Only if it passed the plausibility check. */
  readonly serverTime?: { readonly utcMs: number; readonly zoneOffsetMinutes?: number };
}

import type { ActivateOutcome } from "../ota/activate.js";

type Happening =
  | { readonly type: "started" }
  | { readonly type: "networkUp" }
  | { readonly type: "networkDown"; readonly trouble?: NetworkTrouble }
  | { readonly type: "unprovisioned" }
  | { readonly type: "checked"; readonly token: number; readonly reply: CheckSummary }
  | { readonly type: "checkFailed"; readonly token: number; readonly failure: CheckFailure }
  | { readonly type: "activated"; readonly token: number; readonly outcome: ActivateOutcome }
  | { readonly type: "opened"; readonly token: number; readonly sessionId: string }
  /** The cloud ended the session; the connection stays (MQTT). */
  | { readonly type: "rested"; readonly token: number }
  | { readonly type: "ended"; readonly token: number; readonly end: SessionEnd }
  | { readonly type: "message"; readonly token: number; readonly message: ServerMessage }
  | {
      readonly type: "progress";
      readonly token: number;
      readonly doneBytes: number;
      readonly totalBytes?: number;
    }
  | { readonly type: "installed"; readonly token: number }
  | { readonly type: "installFailed"; readonly token: number; readonly reason: string }
  /** A person pressed the button. */
  | { readonly type: "pressed" }
  /** A person said (typed) something. */
  | { readonly type: "said"; readonly text: string }
  | { readonly type: "expired"; readonly slot: TimerSlot; readonly token: number };

export type EventType = Happening["type"];

/** An event as the runner hands it on: with the time and a random number, since the lifecycle itself has neither. */
export type LifecycleEvent = Happening & {
  /** Monotonic clock. */
  readonly atMs: number;
  readonly utcMs: number;
  /** Uniform in [0, 1). */
  readonly roll: number;
};

export type Posted = Happening;
