/** Answers to a check: in the state that made it, and in the background of the others. */

import type { CheckFailure } from "../../failure.js";
import { frozen } from "../../frozen.js";
import { meaningOf } from "../../net/refusal-code.js";
import { dateAttempts, decideFirmware, failuresWithinADay } from "../../ota/firmware-decision.js";
import { delayMs, retryAfterDelayMs, schedule } from "../../schedule.js";
import { ensureRecheck, quietMs } from "../check-times.js";
import { arm, type Draft, release, startCheck } from "../draft.js";
import { connect, enter, waitFor } from "../enter.js";
import type { CheckSummary } from "../events.js";
import { redateAttempts } from "../firmware-attempts.js";
import { canConnect, usableTransports } from "../transport-choice.js";

/** What a check's answer asks of the device. */
export type Verdict = "update" | "activate" | "connect";

const isBusy = (failure: CheckFailure): boolean =>
  failure.kind === "http" && meaningOf(failure.status) === "busy";

/**
 * The wait after `failures` failed checks or polls in a row. What the server asked for (Retry-After) is its floor, and noted, since
 * other reasons for a check have to respect it, too.
 */
export function retryDelayMs(draft: Draft, failure: CheckFailure, failures: number): number {
  // A device that is not bound yet may have a person in front of it, and there are few of them.
  const isHerd = draft.state.bound && isBusy(failure);
  const before = Math.max(failures - 1, isHerd ? schedule.busyFailures : 0);
  const backoffMs = delayMs(schedule.checkFailed, before, draft.roll);
  const askedMs = failure.kind === "http" ? (failure.retryAfterMs ?? 0) : 0;
  if (askedMs > 0) draft.state.quietUntilMs = draft.atMs + Math.min(askedMs, schedule.retryAfterMaxMs);
  return retryAfterDelayMs(quietMs(draft), backoffMs, draft.roll);
}

/** Takes over all that a good answer says, and tells what to do about it. */
export function takeReply(draft: Draft, reply: CheckSummary): Verdict {
  const { state, effects } = draft;
  state.offered = reply.offered;
  // A reply that leads nowhere counts on with the failures, so that it isn't asked for at the fastest pace.
  if (reply.activation !== undefined || usableTransports(state).length > 0) state.checkFailures = 0;
  state.checkSucceededAtMs = draft.atMs;
  delete state.quietUntilMs;
  effects.push({ do: "adopt" });
  if (reply.serverTime !== undefined) {
    effects.push({ do: "setClock", ...reply.serverTime });
    const dated = dateAttempts(state.firmwareAttempts, reply.serverTime.utcMs);
    if (dated !== state.firmwareAttempts) redateAttempts(draft, dated);
  }
  if (!state.markedValid) {
    state.markedValid = true;
    effects.push({ do: "markValid" });
  }
  takeActivation(draft, reply);
  return considerFirmware(draft, reply) ? "update" : reply.activation === undefined ? "connect" : "activate";
}

function takeActivation(draft: Draft, reply: CheckSummary): void {
  const { state } = draft;
  const activation = reply.activation;
  state.bound = activation === undefined;
  if (activation === undefined) {
    delete state.activation;
    return;
  }
  delete state.proven;
  const old = state.activation;
  const sameCode = old?.code === activation.code;
  // A server with a new code at every check would otherwise keep us at the fast pace for ever.
  const keepsWindow =
    old !== undefined && (sameCode || draft.atMs - old.fastSinceMs < schedule.fastWindowAtMostEveryMs);
  state.activation = {
    ...activation,
    sinceMs: sameCode && old !== undefined ? old.sinceMs : draft.atMs,
    fastSinceMs: keepsWindow ? old.fastSinceMs : draft.atMs,
    // A "bound" that the check doesn't confirm: that endpoint can't be trusted, ask the check instead.
    endpoint: activation.challenge !== "" && (old?.endpoint ?? true) && !old?.hinted,
    hinted: false,
    failures: 0,
  };
}

function considerFirmware(draft: Draft, reply: CheckSummary): boolean {
  const { state } = draft;
  if (reply.firmware === undefined) return false;
  const utcMs = reply.serverTime?.utcMs ?? draft.utcMs;
  const decision = decideFirmware(reply.firmware, {
    version: state.settings.version,
    attempts: state.firmwareAttempts,
    utcMs,
  });
  const { version } = reply.firmware;
  if (decision.install && !isTired(draft, utcMs)) {
    state.update = { ...reply.firmware, doneBytes: 0 };
    return true;
  }
  const why = decision.install ? "too many failed installs today" : decision.why;
  const line = `firmware ${version} not installed: ${why}`;
  // The same at every check is told once.
  if (why !== "notNewer" && line !== state.declined) draft.effects.push({ do: "log", level: "info", line });
  state.declined = line;
  return false;
}

/** By what is on record, which outlives a restart; and by what this start remembers, which no server's clock can make old. */
function isTired({ state, atMs }: Draft, utcMs: number): boolean {
  const { installFailuresMax, installFailuresWithinMs } = schedule;
  const here = state.installFailuresAtMs.filter((failedAtMs) => atMs - failedAtMs < installFailuresWithinMs);
  const onRecord = failuresWithinADay(state.firmwareAttempts, utcMs, atMs);
  return Math.max(here.length, onRecord) >= installFailuresMax;
}

export function checked(draft: Draft, event: { readonly reply: CheckSummary }): void {
  release(draft, "overdue");
  follow(draft, takeReply(draft, event.reply));
}

/** Does what the verdict says, in a state that has no session. */
export function follow(draft: Draft, verdict: Verdict): void {
  if (verdict === "update") return enter(draft, "updating");
  if (verdict === "activate") return enter(draft, "activating");
  connect(draft);
}

export function checkFailed(draft: Draft, event: { readonly failure: CheckFailure }): void {
  release(draft, "overdue");
  draft.state.checkFailures += 1;
  const waitMs = retryDelayMs(draft, event.failure, draft.state.checkFailures);
  if (canConnect(draft.state)) {
    // The servers are separate: one that is down is no reason to leave the other alone. But a herd at one of them is a herd at both.
    if (!isBusy(event.failure)) enter(draft, "connecting");
    else {
      const turnMs = delayMs(schedule.reconnect, schedule.busyFailures, draft.roll);
      waitFor(draft, { kind: "checkFailed", failure: event.failure }, turnMs, "connecting");
    }
    return arm(draft, "recheck", waitMs);
  }
  waitFor(draft, { kind: "checkFailed", failure: event.failure }, waitMs, "checking");
}

const lostAnswer: CheckFailure = frozen({ kind: "timeout", afterMs: schedule.overdueMs });

export function checkOverdue(draft: Draft): void {
  release(draft, "check");
  checkFailed(draft, { failure: lostAnswer });
}

/** While a session is being opened or is open: new credentials wait for the next connect, the rest for a pause. */
export function checkedInBackground(draft: Draft, event: { readonly reply: CheckSummary }): void {
  release(draft, "overdue");
  const verdict = takeReply(draft, event.reply);
  ensureRecheck(draft);
  const { state } = draft;
  if (verdict === "connect") {
    // What an earlier check asked for no longer holds.
    if (state.whenIdle?.what !== "reconnect") delete state.whenIdle;
    return;
  }
  if (state.name === "online" && state.talk.phase !== "idle") {
    state.whenIdle = { what: verdict, sinceMs: state.whenIdle?.sinceMs ?? draft.atMs };
    return;
  }
  follow(draft, verdict);
}

export function backgroundCheckFailed(draft: Draft, event: { readonly failure: CheckFailure }): void {
  release(draft, "overdue");
  draft.state.checkFailures += 1;
  arm(draft, "recheck", retryDelayMs(draft, event.failure, draft.state.checkFailures));
}

/** A check begun in a session that has ended since. */
export function checkedWhileWaiting(draft: Draft, event: { readonly reply: CheckSummary }): void {
  release(draft, "overdue");
  const verdict = takeReply(draft, event.reply);
  // Standby was the server's wish, not a failure: a fresh token is no reason to break it.
  const kind = draft.state.wait?.reason.kind;
  const rests = kind === "resting" || (kind === "idle" && usableTransports(draft.state).length > 0);
  if (verdict === "connect" && rests) return ensureRecheck(draft);
  follow(draft, verdict);
}

/** The timers of a background check: time for the next one, or the answer to the last is lost. */
export function backgroundTimer(draft: Draft, slot: "recheck" | "overdue"): void {
  if (slot === "recheck") return startCheck(draft);
  release(draft, "check");
  backgroundCheckFailed(draft, { failure: lostAnswer });
}

export { lostAnswer };
