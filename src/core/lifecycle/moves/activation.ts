/** Waiting for a person to enter the code: polls of the activate endpoint, or checks where there is none. */
import type { CheckFailure } from "../../failure.js";
import type { ActivateOutcome } from "../../ota/activate.js";
import { activationPollMs, schedule } from "../../schedule.js";
import { quietMs } from "../check-times.js";
import { arm, type Draft, release, startCheck, take } from "../draft.js";
import type { CheckSummary } from "../events.js";
import type { TimerSlot } from "../names.js";
import type { Activation } from "../state.js";
import { follow, lostAnswer, retryDelayMs, takeReply } from "./check.js";

function update(draft: Draft, change: Partial<Activation>): void {
  const activation = draft.state.activation;
  if (activation !== undefined) draft.state.activation = { ...activation, ...change };
}

/** Arms the next poll at the pace of the window, or later; a quiet that the server asked for is its floor. */
function armPoll(draft: Draft, floorMs = 0): void {
  const activation = draft.state.activation;
  if (activation === undefined) return;
  const paceMs = activationPollMs(draft.atMs - activation.fastSinceMs);
  arm(draft, "poll", Math.max(paceMs, floorMs, quietMs(draft)));
}

function poll(draft: Draft): void {
  const { state } = draft;
  const activation = state.activation;
  if (activation === undefined || state.pending.check !== undefined || state.pending.activate !== undefined)
    return;
  release(draft, "poll");
  // After a failure too: the check says more, and whatever ails the endpoint alone doesn't matter any longer.
  if (!activation.endpoint || activation.failures > 0) return check(draft);
  draft.effects.push({
    do: "activate",
    token: take(draft, "activate"),
    challenge: activation.challenge,
  });
  arm(draft, "overdue", schedule.overdueMs);
}

/** A whole check in place of the next poll. */
function check(draft: Draft): void {
  release(draft, "poll");
  release(draft, "activate");
  startCheck(draft);
}

export function activated(draft: Draft, event: { readonly outcome: ActivateOutcome }): void {
  release(draft, "overdue");
  const { outcome } = event;
  if (outcome.kind === "failed") return pollFailed(draft, outcome.failure);
  update(draft, { failures: 0, hinted: false });
  if (outcome.kind === "bound") {
    update(draft, { hinted: true });
    return check(draft);
  }
  if (outcome.kind === "unsupported") {
    update(draft, { endpoint: false });
    const line = `the activate endpoint answers ${outcome.answer}: whole checks take its place`;
    draft.effects.push({ do: "log", level: "info", line });
  }
  armPoll(draft);
}

/** A hint stays unconfirmed. */
function pollFailed(draft: Draft, failure: CheckFailure): void {
  const failures = (draft.state.activation?.failures ?? 0) + 1;
  update(draft, { failures, lastFailure: failure, hinted: false });
  const waitMs = retryDelayMs(draft, failure, failures);
  armPoll(draft, waitMs);
  if (draft.state.pending.recheck === undefined || quietMs(draft) > 0)
    arm(draft, "recheck", Math.max(schedule.activationRecheckMs, waitMs));
}

export function activationChecked(draft: Draft, event: { readonly reply: CheckSummary }): void {
  release(draft, "overdue");
  const verdict = takeReply(draft, event.reply);
  if (verdict !== "activate") return follow(draft, verdict);
  armPoll(draft);
  arm(draft, "recheck", schedule.activationRecheckMs);
}

export function activationCheckFailed(draft: Draft, event: { readonly failure: CheckFailure }): void {
  release(draft, "overdue");
  draft.state.checkFailures += 1;
  pollFailed(draft, event.failure);
}

export function activationExpired(draft: Draft, event: { readonly slot: TimerSlot }): void {
  if (event.slot === "poll") return poll(draft);
  if (event.slot === "recheck") return check(draft);
  release(draft, "check");
  release(draft, "activate");
  pollFailed(draft, lostAnswer);
}

/** The person is at it: fast polls for another five minutes, beginning now. */
export function pollNow(draft: Draft): void {
  update(draft, { fastSinceMs: draft.atMs });
  poll(draft);
}
