/**
 * The waits of our firmware for a million devices. Every delay comes from the firmware's own `schedule.ts`; the decisions between
 * them are those of `src/core/lifecycle`, for devices that are bound, have been online before and are left alone by people. A test
 * holds them against the real lifecycle, second by second.
 */
import {
  delayMs,
  firstRecheckDelayMs,
  recheckDelayMs,
  retryAfterDelayMs,
  returnDelayMs,
  schedule,
} from "../../../src/core/schedule.js";
import { type Answer, answers } from "./cloud.js";
import { type CheckReply, type Herd, type HerdWorld, slots } from "./herd.js";

const joining = 0;
const checking = 1;
const connecting = 2;
const online = 3;
/** What follows a wait: `standby` is one that the server asked for, then a session. */
const waitingToCheck = 4;
const waitingToConnect = 5;
const standby = 6;
const updating = 7;

/** Long before the simulation begins. */
const never = -(2 ** 31);
/** Far beyond where every delay has reached its cap. */
const failuresMax = 250;

export function createOurHerd(world: HerdWorld, devices: number): Herd {
  const phase = new Uint8Array(devices);
  const checkIsOut = new Uint8Array(devices);
  const checkFailures = new Uint8Array(devices);
  const openFailures = new Uint8Array(devices);
  const idleCloses = new Uint8Array(devices);
  const mayBeAll = new Uint8Array(devices);
  const isInStep = new Uint8Array(devices);
  const quietClosedAfterMs = new Int32Array(devices);
  const renewsWithinMs = new Int32Array(devices);
  const onlineSinceMs = new Int32Array(devices);
  const checkStartedMs = new Int32Array(devices);
  const suspectedAtMs = new Int32Array(devices);
  const recheckAtMs = new Int32Array(devices);
  const quietUntilMs = new Int32Array(devices);
  const networkMissingSinceMs = new Int32Array(devices);

  const count = (counts: Uint8Array, device: number): number => {
    const next = Math.min((counts[device] as number) + 1, failuresMax);
    counts[device] = next;
    return next;
  };

  function startCheck(device: number): void {
    if (checkIsOut[device] === 1) return;
    world.disarm(device, slots.recheck);
    checkIsOut[device] = 1;
    checkStartedMs[device] = world.nowMs;
    world.check(device);
  }

  function enterChecking(device: number): void {
    phase[device] = checking;
    world.disarm(device, slots.retry);
    startCheck(device);
  }

  function enterConnecting(device: number): void {
    phase[device] = connecting;
    world.disarm(device, slots.retry);
    world.disarm(device, slots.renew);
    world.open(device);
    ensureRecheck(device);
  }

  function enterWaiting(device: number, next: number, waitMs: number): void {
    phase[device] = next;
    world.disarm(device, slots.renew);
    world.arm(device, slots.retry, waitMs);
  }

  function enterUpdating(device: number): void {
    phase[device] = updating;
    world.close(device);
    world.disarm(device, slots.retry);
    world.disarm(device, slots.recheck);
    world.disarm(device, slots.renew);
    world.install(device);
  }

  function settleSession(device: number): void {
    const sinceMs = onlineSinceMs[device] as number;
    if (sinceMs === never) return;
    if (world.nowMs - sinceMs >= schedule.lastedMs) openFailures[device] = 0;
    onlineSinceMs[device] = never;
  }

  function ensureRecheck(device: number): void {
    if (checkIsOut[device] === 1 || world.isArmed(device, slots.recheck)) return;
    const dueMs = recheckAtMs[device] as number;
    const roll = world.roll(device);
    if (dueMs === never) recheckAtMs[device] = world.nowMs + firstRecheckDelayMs(roll);
    else if (dueMs <= world.nowMs) recheckAtMs[device] = world.nowMs + recheckDelayMs(roll);
    const dueInMs = (recheckAtMs[device] as number) - world.nowMs;
    world.arm(device, slots.recheck, Math.max(dueInMs, retryAfterDelayMs(quietMs(device), 0, roll)));
  }

  const failuresBefore = (failures: number, answer: Answer): number =>
    Math.max(failures - 1, answer === answers.busy ? schedule.busyFailures : 0);

  const quietMs = (device: number): number => Math.max(0, (quietUntilMs[device] as number) - world.nowMs);

  /** The wait before the next check, after one more failure. */
  function checkRetryMs(device: number, { answer, retryAfterMs }: CheckReply): number {
    const roll = world.roll(device);
    const before = failuresBefore(count(checkFailures, device), answer);
    if (retryAfterMs > 0)
      quietUntilMs[device] = world.nowMs + Math.min(retryAfterMs, schedule.retryAfterMaxMs);
    return retryAfterDelayMs(quietMs(device), delayMs(schedule.checkFailed, before, roll), roll);
  }

  function takeReply(device: number): void {
    checkFailures[device] = 0;
    quietUntilMs[device] = never;
  }

  const isMinuteAgo = (sinceMs: number): boolean => world.nowMs - sinceMs >= schedule.suspectIntervalMs;

  const maySuspect = (device: number): boolean =>
    isMinuteAgo(suspectedAtMs[device] as number) && world.nowMs >= (quietUntilMs[device] as number);

  function failed(device: number, answer: Answer): void {
    const failures = count(openFailures, device);
    const checkedAgoMs = world.nowMs - (checkStartedMs[device] as number);
    const mayHaveMoved = failures >= schedule.attemptsPerCheck && checkedAgoMs >= schedule.movedIntervalMs;
    if ((answer === answers.unauthorized || mayHaveMoved) && maySuspect(device)) {
      suspectedAtMs[device] = world.nowMs;
      return enterChecking(device);
    }
    enterWaiting(device, waitingToConnect, reconnectMs(device, failures, answer));
  }

  function reconnectMs(device: number, failures: number, answer: Answer): number {
    const roll = world.roll(device);
    if (mayBeAll[device] === 0) return delayMs(schedule.reconnect, failuresBefore(failures, answer), roll);
    return answer === answers.busy
      ? delayMs(schedule.mayBeAllBusy, failures - schedule.mayBeAllBusyFailures, roll)
      : delayMs(schedule.mayBeAll, failures - 1, roll);
  }

  function renew(device: number): void {
    isInStep[device] = 0;
    settleSession(device);
    world.close(device);
    enterConnecting(device);
  }

  return {
    poweredOn(device) {
      phase[device] = joining;
      for (const counts of [checkIsOut, checkFailures, openFailures, idleCloses, mayBeAll])
        counts[device] = 0;
      for (const ages of [quietClosedAfterMs, renewsWithinMs]) ages[device] = 0;
      isInStep[device] = 1;
      for (const times of [onlineSinceMs, checkStartedMs, suspectedAtMs, recheckAtMs, quietUntilMs])
        times[device] = never;
      networkMissingSinceMs[device] = world.nowMs;
    },

    networkUp(device) {
      const missingMs = world.nowMs - (networkMissingSinceMs[device] as number);
      const turnMs = returnDelayMs(missingMs, world.roll(device));
      if (turnMs > 0) enterWaiting(device, waitingToCheck, turnMs);
      else enterChecking(device);
    },

    checked(device, reply) {
      checkIsOut[device] = 0;
      const before = phase[device];
      if (reply.answer !== answers.good) {
        world.arm(device, slots.recheck, checkRetryMs(device, reply));
        if (before !== checking) return;
        if (reply.answer !== answers.busy) return enterConnecting(device);
        const turnMs = delayMs(schedule.reconnect, schedule.busyFailures, world.roll(device));
        return enterWaiting(device, waitingToConnect, turnMs);
      }
      takeReply(device);
      if (reply.offersUpdate) return enterUpdating(device);
      if (before === standby || before === connecting || before === online) return ensureRecheck(device);
      enterConnecting(device);
    },

    openEnded(device, answer) {
      if (answer !== answers.good) return failed(device, answer);
      phase[device] = online;
      onlineSinceMs[device] = world.nowMs;
      mayBeAll[device] = 0;
      const withinMs = renewsWithinMs[device] as number;
      renewsWithinMs[device] = 0;
      if (withinMs > 0) world.arm(device, slots.renew, Math.floor(withinMs * world.roll(device)));
      ensureRecheck(device);
    },

    sessionEnded(device, end) {
      const ageMs = world.nowMs - (onlineSinceMs[device] as number);
      settleSession(device);
      if (end === "lost") {
        if (ageMs < schedule.lastedMs) return failed(device, answers.unreachable);
        const failures = count(openFailures, device);
        mayBeAll[device] = 1;
        isInStep[device] = 1;
        const waitMs = delayMs(schedule.mayBeAll, failures - 1, world.roll(device));
        return enterWaiting(device, waitingToConnect, waitMs);
      }
      if (ageMs < schedule.youngMs) count(idleCloses, device);
      else {
        idleCloses[device] = 0;
        const before = quietClosedAfterMs[device] as number;
        quietClosedAfterMs[device] = ageMs;
        const isAlike = before > 0 && Math.abs(ageMs - before) <= ageMs * schedule.sameAgeShare;
        if (isInStep[device] === 1 && isAlike) renewsWithinMs[device] = ageMs;
      }
      openFailures[device] = 0;
      mayBeAll[device] = 1;
      const closesBefore = (idleCloses[device] as number) - 1;
      enterWaiting(device, standby, delayMs(schedule.closedInOrder, closesBefore, world.roll(device)));
    },

    expired(device, slot) {
      if (slot === slots.recheck) return startCheck(device);
      if (slot === slots.renew) return renew(device);
      if (phase[device] === waitingToCheck) enterChecking(device);
      else enterConnecting(device);
    },
  };
}
