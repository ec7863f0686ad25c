/** What each state does on entry: the work it is named after, and the deadline of that work. */

import { frozen } from "../frozen.js";
import { activationPollMs, schedule } from "../schedule.js";
import { ensureRecheck } from "./check-times.js";
import { arm, type Draft, release, startCheck, take } from "./draft.js";
import { noteAttempt } from "./firmware-attempts.js";
import type { StateName } from "./names.js";
import { noTalk } from "./state.js";
import { nextTransport, usableTransports } from "./transport-choice.js";

const join = (draft: Draft): void => {
  draft.effects.push({ do: "join" });
  arm(draft, "deadline", schedule.joinDeadlineMs);
};

/**
 * Who was connected together is closed together, time after time. So once it is known for how long the server lets a quiet session be,
 * one of them is made anew at any moment within that time: from then on nothing is left of the step in which they all were.
 */
function armRenewal(draft: Draft): void {
  const { renewsWithinMs } = draft.state;
  delete draft.state.renewsWithinMs;
  if (renewsWithinMs !== undefined) arm(draft, "renew", Math.floor(renewsWithinMs * draft.roll));
}

/** A connection kept through a rest is good for the next session, unless the last check offers another transport in its place. */
function keepsConnection(draft: Draft): boolean {
  const { pending, transport } = draft.state;
  if (pending.session === undefined) return false;
  return usableTransports(draft.state).length === 0 || nextTransport(draft) === transport;
}

export const entries = frozen({
  starting: () => {},
  joining: (draft) => {
    draft.state.networkMissingSinceMs ??= draft.atMs;
    join(draft);
  },
  // The platform tells when a network has been given; asking again from time to time costs nothing and never gets stuck.
  provisioning: (draft) => {
    delete draft.state.networkMissingSinceMs;
    delete draft.state.networkTrouble;
    join(draft);
  },
  checking: (draft) => {
    delete draft.state.whenIdle;
    startCheck(draft);
  },
  updating: (draft) => {
    const update = draft.state.update;
    if (update === undefined) return;
    noteAttempt(draft, "started");
    draft.state.update = { ...update, startedAtMs: draft.atMs };
    draft.effects.push({
      do: "install",
      token: take(draft, "install"),
      version: update.version,
      url: update.url,
    });
    arm(draft, "deadline", schedule.installStalledMs);
  },
  activating: (draft) => {
    const activation = draft.state.activation;
    draft.state.talk = noTalk;
    delete draft.state.whenIdle;
    arm(draft, "poll", activationPollMs(draft.atMs - (activation?.fastSinceMs ?? draft.atMs)));
    arm(draft, "recheck", schedule.activationRecheckMs);
  },
  connecting: (draft, from) => {
    delete draft.state.whenIdle;
    delete draft.state.activation;
    draft.state.talk = noTalk;
    if (from === "waiting" && keepsConnection(draft)) draft.effects.push({ do: "greet" });
    else {
      // Reconnecting on purpose comes here with the old session still open.
      release(draft, "session");
      draft.effects.push({ do: "open", token: take(draft, "session"), transport: nextTransport(draft) });
    }
    arm(draft, "deadline", schedule.connectDeadlineMs);
    ensureRecheck(draft);
  },
  online: (draft) => {
    draft.state.onlineSinceMs = draft.atMs;
    draft.state.talk = noTalk;
    delete draft.state.mayBeAll;
    armRenewal(draft);
    const transport = draft.state.transport;
    if (transport !== undefined) {
      draft.state.proven = transport;
      draft.effects.push({ do: "prove", transport, afterFailures: draft.state.openFailures > 0 });
    }
    ensureRecheck(draft);
  },
  waiting: (draft) => {
    draft.state.talk = noTalk;
    delete draft.state.whenIdle;
    const untilMs = draft.state.wait?.untilMs;
    if (untilMs === undefined) ensureRecheck(draft);
    else arm(draft, "retry", Math.max(0, untilMs - draft.atMs));
  },
} satisfies Record<StateName, (draft: Draft, from: StateName) => void>);
