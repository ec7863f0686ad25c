/** Everything the device knows about where it is in its life. Plain data; replaced, never changed in place. */

import type { CheckFailure } from "../failure.js";
import { frozen } from "../frozen.js";
import type { FirmwareAttempt } from "../ota/firmware-attempt.js";
import type { NetworkTrouble } from "../ports.js";
import type { SessionEnd } from "../session/session.js";
import type { Transport } from "../transport.js";
import type { Slot, StateName } from "./names.js";
import type { Pace } from "./pace.js";
/**
 * When the cloud has ended a session in which nobody speaks: stay within reach (over MQTT keep the connection, over a websocket come
 * back within seconds), or stay away for minutes.
 */
export type Rest = "reachable" | "offline";

/** What does not change from power-on to power-off. */
export interface Settings {
  /** Shown to the person: which server the code belongs to (host name). */
  readonly serverName: string;
  readonly transport: "auto" | Transport;
  readonly rest: Rest;
  readonly version: string;
}

export interface Activation {
  readonly code: string;
  readonly message: string;
  readonly challenge: string;
  /** Monotonic time since which this code has been on the screen. */
  readonly sinceMs: number;
  /** Start of the fast polling window: a new code or a button. */
  readonly fastSinceMs: number;
  /** False once the server has shown that it has no (useful) activate endpoint. */
  readonly endpoint: boolean;
  /** The activate endpoint said "bound"; the check that follows has to confirm it. */
  readonly hinted: boolean;
  /** Consecutive failed polls; the screen then says that the server doesn't answer. */
  readonly failures: number;
  readonly lastFailure?: CheckFailure;
}

export type TalkPhase = "idle" | "listening" | "speaking";

export interface Talk {
  readonly phase: TalkPhase;
  /** What the person said, as the cloud understood it. */
  readonly user: string;
  readonly assistant: string;
  readonly emotion: string;
  /** `status` is empty for an error that the server told. */
  readonly alert?: { readonly status: string; readonly message: string; readonly emotion: string };
  /** A turn took place in this session: a normal close after it is no sign of an idle session. */
  readonly turns: number;
}

/** Why the device waits, for the screen and for what comes next. */
export type WaitReason =
  | { readonly kind: "checkFailed"; readonly failure: CheckFailure }
  | { readonly kind: "sessionEnded"; readonly end: SessionEnd }
  /** The server closed an idle session: standby, without a connection. */
  | { readonly kind: "idle" }
  /** The same, and the connection stays: whoever wants something, person or cloud, opens the next session on it. */
  | { readonly kind: "resting"; readonly sinceMs: number }
  /** The network has just come back, or the server wants quiet. */
  | { readonly kind: "settling" }
  /** The server offers no transport that the person's setting allows. */
  | { readonly kind: "noTransport"; readonly wanted: Settings["transport"] }
  | { readonly kind: "updateFailed"; readonly reason: string };

export interface StateData {
  readonly name: StateName;
  readonly settings: Settings;
  /** Last token handed out. */
  readonly lastToken: number;
  readonly pending: Readonly<Partial<Record<Slot, number>>>;

  readonly networkUp: boolean;
  /** Since when the device has been without a network, if nobody is at it to give one. */
  readonly networkMissingSinceMs?: number;
  /** What the platform told last of why there is no network. */
  readonly networkTrouble?: NetworkTrouble;
  /** False: the last check said unbound, or none has succeeded and nothing is stored. */
  readonly bound: boolean;
  readonly offered: readonly Transport[];
  /** The transport that last led to a server hello, kept across restarts. */
  readonly proven?: Transport;

  readonly checkFailures: number;
  readonly checkStartedAtMs?: number;
  readonly checkSucceededAtMs?: number;
  /** The last check that was made because sessions failed: it is not repeated within a minute. Never yet: a minute before power-on. */
  readonly suspectedAtMs: number;
  /** When the next check of the regular ones is due; absent before the first session is tried. */
  readonly recheckAtMs?: number;
  /** The server asked for quiet until then (Retry-After); only a person may break it. */
  readonly quietUntilMs?: number;

  readonly activation?: Activation;

  /** The transport of the present or last session; absent until the first one is chosen. */
  readonly transport?: Transport;
  /** The offer that it was chosen from: another offer, another choice. */
  readonly chosenFrom?: readonly Transport[];
  /** Failed attempts in a row since the last session that lasted. */
  readonly openFailures: number;
  /** Of those, on the present transport. */
  readonly openFailuresHere: number;
  /** Closes in order in a row that tell of a server that doesn't want us: of young sessions, or (at `rest` offline) of all idle ones. */
  readonly idleCloses: number;
  /** What ended the last session may have ended all of them, and none has opened since. */
  readonly mayBeAll?: true;
  /** The age at which the server closed the last quiet session. */
  readonly quietClosedAfterMs?: number;
  /** It does so each time, to all that were connected together: the next session is made anew at a moment within this. */
  readonly renewsWithinMs?: number;
  /** What brought the device here may have brought all the others at the same moment: power, a network, a line that broke. */
  readonly inStep: boolean;
  readonly onlineSinceMs?: number;
  readonly sessionId?: string;
  readonly talk: Talk;
  /** What the person said last, until the cloud has answered it; said once more if the session breaks before that. */
  readonly toSay?: { readonly text: string; readonly atMs: number; readonly tries: number };
  /** What to do as soon as the conversation pauses. */
  readonly whenIdle?: { readonly what: "reconnect" | "activate" | "update"; readonly sinceMs: number };

  readonly wait?: {
    readonly reason: WaitReason;
    /** Monotonic time at which the device goes on by itself. Absent: it rests within reach, until somebody wants something. */
    readonly untilMs?: number;
    readonly resume: "checking" | "connecting";
  };

  readonly update?: {
    readonly version: string;
    readonly url: string;
    readonly force: boolean;
    /** Monotonic; absent before it has begun. */
    readonly startedAtMs?: number;
    readonly doneBytes: number;
    /** More than this is new. */
    readonly furthestBytes?: number;
    /** Begun anew from the first byte: once, that is progress. */
    readonly startedOver?: boolean;
    readonly totalBytes?: number;
    readonly pace?: Pace;
    /** Written and checked; the restart is on its way. */
    readonly installed?: boolean;
  };
  readonly firmwareAttempts: readonly FirmwareAttempt[];
  /** Monotonic times of the latest failed installs since power-on, whatever they were of. */
  readonly installFailuresAtMs: readonly number[];
  /** Which offer was last not installed, and why: told when it changes. */
  readonly declined?: string;
  readonly markedValid: boolean;
  /** Monotonic. The last restart was on the cloud's word: there is no further one before this. */
  readonly noRebootUntilMs?: number;
}

export const noTalk: Talk = frozen({
  phase: "idle",
  user: "",
  assistant: "",
  emotion: "neutral",
  turns: 0,
});
