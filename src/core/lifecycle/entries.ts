/** What each state does on entry: the work it is named after, and the deadline of that work. */

import { frozen } from "../frozen.js";
import { noteAttempt } from "./attempts.js";
import { arm, type Draft, release, startCheck, take } from "./draft.js";
import type { StateName } from "./names.js";
import { activationPollMs, schedule } from "./schedule.js";
import { noTalk } from "./state.js";
import { ensureRecheck, nextTransport, settleSession } from "./upkeep.js";

const join = (draft: Draft): void => {
  draft.effects.push({ do: "join" });
  arm(draft, "deadline", schedule.joinDeadlineMs);
};

export const entries = frozen({
  starting: () => {},
  joining: (draft) => {
    settleSession(draft);
    draft.state.networkMissingSinceMs ??= draft.atMs;
    join(draft);
  },
  // The platform tells when a network has been given; asking again from time to time costs nothing and never gets stuck.
  provisioning: (draft) => {
    delete draft.state.networkMissingSinceMs;
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
    settleSession(draft);
    delete draft.state.whenIdle;
    arm(draft, "poll", activationPollMs(draft.atMs - (activation?.fastSinceMs ?? draft.atMs)));
    arm(draft, "recheck", schedule.activationRecheckMs);
  },
  connecting: (draft) => {
    delete draft.state.whenIdle;
    delete draft.state.activation;
    draft.state.talk = noTalk;
    settleSession(draft);
    // Reconnecting on purpose comes here with the old session still open.
    release(draft, "session");
    const transport = nextTransport(draft);
    draft.effects.push({ do: "open", token: take(draft, "session"), transport });
    arm(draft, "deadline", schedule.connectDeadlineMs);
    ensureRecheck(draft);
  },
  online: (draft) => {
    draft.state.onlineSinceMs = draft.atMs;
    draft.state.talk = noTalk;
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
    arm(draft, "retry", Math.max(0, (draft.state.wait?.untilMs ?? draft.atMs) - draft.atMs));
  },
} satisfies Record<StateName, (draft: Draft) => void>);
