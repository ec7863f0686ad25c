/** How long the way back online may take after a fault is over, from the waits that the firmware gives itself. */
import { type StateName, stateNames } from "../../src/core/lifecycle/names.js";
import { activationPollMs, schedule } from "../../src/core/schedule.js";
import type { ScreenModel } from "../../src/core/screen/model.js";
import { say } from "../../src/core/screen/wording.js";
import { silentAfterMs } from "../../src/core/session/dialogue.js";
import type { Fault } from "./faults/fault.js";
import { usualRoundTripMs } from "./network.js";
import { typingMs } from "./person.js";

/** The longest that what is under way in a state can go on by itself before it is given up. */
const underWayMs: Readonly<Record<StateName, number>> = {
  starting: 0,
  joining: 0,
  provisioning: 0,
  checking: schedule.overdueMs,
  updating: schedule.installStalledMs + schedule.updateFailedShownMs,
  activating: schedule.overdueMs,
  connecting: schedule.connectDeadlineMs,
  online: silentAfterMs,
  waiting: 0,
};

const roundTrips = 3;

/** At rest with a connection over MQTT: until somebody wants something. */
const isResting = ({ state, screen }: AtTheEnd): boolean =>
  state === "waiting" && screen?.view === "standby" && screen.next === undefined;

export interface AtTheEnd {
  readonly state: StateName;
  /** What is shown: it says what the device waits for. */
  readonly screen: ScreenModel | undefined;
  /** A person has to enter the code first. */
  readonly isUnbound: boolean;
  /** How long a code can have been on the screen. */
  readonly ageMs: number;
  /** The device's tokens may be from before the fault, and worth nothing. */
  readonly isStale: boolean;
  /** Sessions are served elsewhere: nothing that is refused there tells it. */
  readonly hasMoved: boolean;
  /** How long ago the device last asked for new ones because sessions failed. */
  readonly suspectedAgoMs: number;
}

/** The code is read and typed, seen by the next poll, and confirmed by a check. */
const bindingTakesMs = (codeAgeMs: number): number =>
  2 * typingMs + activationPollMs(codeAgeMs) + 2 * usualRoundTripMs;

/** From power-on to online in a world without faults: a restart of the board and the round trips, with room. */
export const bootBoundMs = (isUnbound: boolean): number =>
  2_000 + 10 * usualRoundTripMs + (isUnbound ? bindingTakesMs(0) : 0);

/** The longest wait before the next attempt. Who has a session, or waits for the next one, need not check first. */
function retryCapMs({ state, screen }: AtTheEnd): number {
  const connects =
    state === "connecting" ||
    state === "online" ||
    (state === "waiting" && screen?.next?.text === say(screen?.language ?? "en", "next.connecting"));
  // A device whose network is back waits for its turn instead.
  return Math.max(
    schedule.returnSpreadMaxMs,
    connects ? schedule.reconnect.capMs : schedule.checkFailed.capMs,
  );
}

/**
 * Until the device asks where sessions are served now: not before the last check is so old (the attempts that have to fail for it come
 * sooner), then at the next attempt.
 */
export const movedTakesMs = schedule.movedIntervalMs + schedule.reconnect.capMs;

/** What is there is no longer good: one attempt with it, then a check, or another wait if the last such check is not a minute old. */
function renewalMs({ isStale, hasMoved, suspectedAgoMs }: AtTheEnd): number {
  const { reconnect, suspectIntervalMs } = schedule;
  if (hasMoved) return movedTakesMs + roundTrips * usualRoundTripMs;
  if (!isStale) return 0;
  const waitsMs = suspectedAgoMs < suspectIntervalMs ? suspectIntervalMs + reconnect.capMs : 0;
  return waitsMs + roundTrips * usualRoundTripMs;
}

/** In the moment in which the fault is over. */
export function recoveryBoundMs(fault: Pick<Fault, "extra">, at: AtTheEnd): number {
  const underWay = isResting(at) ? underWayMs.online : underWayMs[at.state];
  const untilAskedMs = underWay + retryCapMs(at) + renewalMs(at) + (fault.extra?.ms ?? 0);
  // Polls slow down while the code is on the screen: what counts is its age when it is typed at last.
  const bindingMs = at.isUnbound ? bindingTakesMs(at.ageMs + untilAskedMs + 2 * typingMs) : 0;
  return untilAskedMs + bindingMs + roundTrips * usualRoundTripMs;
}

/**
 * How long a bound device may be without a session while a fault lasts that leaves a way open, whatever its state. What is `extra`
 * after the fault is so during it only if the fault says so.
 */
export function wayOpenBoundMs({ extra }: Pick<Fault, "extra">): number {
  const counted = extra?.whileItLasts === true ? { extra } : {};
  const worst = {
    screen: undefined,
    isUnbound: false,
    ageMs: 0,
    isStale: true,
    hasMoved: true,
    suspectedAgoMs: 0,
  };
  return Math.max(...stateNames.map((state) => recoveryBoundMs(counted, { ...worst, state })));
}
