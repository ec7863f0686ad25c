/**
 * What always holds in the life of the device, in words and as code. Shared by the walk over all states
 * (`host-tests/core/lifecycle/walk.test.ts`), the model check of concurrent happenings (`explore.ts`) and the lab (`witness.ts`).
 */
import { isDeepStrictEqual } from "node:util";
import {
  requestSlots,
  type Slot,
  type StateName,
  type TimerSlot,
  timerSlots,
} from "../../../src/core/lifecycle/names.js";
import type { StateData } from "../../../src/core/lifecycle/state.js";
import { type Row, table } from "../../../src/core/lifecycle/table.js";
import { usableTransports } from "../../../src/core/lifecycle/transport-choice.js";
import { failuresWithinADay } from "../../../src/core/ota/firmware-decision.js";
import { schedule } from "../../../src/core/schedule.js";
import type { View } from "../../../src/core/screen/model.js";
import { screenOf } from "../../../src/core/screen/of.js";
import { answeredSlot, did, isLastAnswer, isStale, type Transition, type Visit } from "./moment.js";
import { leadsToSession } from "./way-back.js";

export interface Invariant {
  readonly name: string;
  readonly words: string;
  /** Asked after every step: true if it holds. */
  readonly holds?: (visit: Visit) => boolean;
  /** Asked once for each state that is told apart, with the step that led there: these take longer. */
  readonly holdsAt?: (visit: Visit, transition: Transition) => boolean;
}

/** What the screen may show in each state. */
export const viewsOf: Readonly<Record<StateName, readonly View[]>> = {
  starting: ["starting"],
  joining: ["joining"],
  provisioning: ["provisioning"],
  checking: ["checking"],
  updating: ["updating"],
  activating: ["activating"],
  connecting: ["connecting"],
  online: ["standby", "listening", "speaking"],
  // Standby without a session: the server closed an idle one in order, and a word opens it again.
  waiting: ["waiting", "standby"],
};

/** States that need no link: before it, without it, or with a download that survives a short outage. */
const withoutLink: readonly StateName[] = ["starting", "joining", "provisioning", "updating"];
/** The longest wait that a device gives itself: the next whole check. */
const longestMs = schedule.recheckMs * (1 + schedule.recheckSpread);

/** The restart follows; there is no life after it. */
const isRestarting = ({ name, update }: StateData): boolean =>
  name === "updating" && update?.installed === true;

export const invariants: readonly Invariant[] = [
  {
    name: "answered",
    words: "Every event that can happen has an answer in the table.",
    holds: (visit) => !did(visit, "report"),
  },
  {
    name: "as-the-table-says",
    words: "A move leads only to the states that the table names for it.",
    holds: ({ before, event, after }) => {
      const cell = (table[before.state.name] as Row).on[event.type];
      if (cell === undefined || cell === "ignore" || isStale(before.state, event))
        return after.state.name === before.state.name;
      return typeof cell === "object" ? cell.to.includes(after.state.name) : cell === after.state.name;
    },
  },
  {
    name: "waits-for-something",
    words: "No state waits for nothing: a timer runs, or an open session watches itself.",
    holds: ({ after: { state } }) =>
      state.name === "starting" ||
      isRestarting(state) ||
      timerSlots.some((slot) => state.pending[slot] !== undefined) ||
      (state.name === "online" && state.pending.session !== undefined),
  },
  {
    name: "every-wait-ends",
    words:
      "Whatever is under way has a timer that ends it if its answer is lost; no timer is longer than the longest wait.",
    holds: ({ after: { state, atMs, dueAtMs } }) => {
      const { pending, name } = state;
      return (
        (pending.check === undefined || pending.overdue !== undefined) &&
        (pending.activate === undefined || pending.overdue !== undefined) &&
        (pending.install === undefined || pending.deadline !== undefined) &&
        (name !== "connecting" || pending.deadline !== undefined) &&
        timerSlots.every(
          (slot) =>
            pending[slot] === undefined || (dueAtMs[slot] ?? Number.POSITIVE_INFINITY) - atMs <= longestMs,
        )
      );
    },
  },
  {
    name: "holds-what-it-may",
    words: "A state has under way only what its row of the table allows.",
    holds: ({ after: { state } }) =>
      (Object.keys(state.pending) as Slot[]).every((slot) =>
        (table[state.name].holds as readonly Slot[]).includes(slot),
      ),
  },
  {
    name: "one-request",
    words: "At most one request to the OTA server is under way.",
    holds: ({ after: { state } }) =>
      state.pending.check === undefined || state.pending.activate === undefined,
  },
  {
    name: "books-balance",
    words:
      "What is pending is exactly what the effects started and did not end: nothing is started on top of the like, nothing is ended that is not under way, nothing is left open.",
    holds: booksBalance,
  },
  {
    name: "stale-answers-do-nothing",
    words: "An answer to what was given up, or a second answer, changes nothing and causes nothing.",
    holds: ({ before, event, after, effects }) =>
      !isStale(before.state, event) || (after.state === before.state && effects.length === 0),
  },
  {
    name: "tokens-are-new",
    words: "No token is handed out twice.",
    holds: ({ before, effects, after }) => {
      let last = before.state.lastToken;
      for (const effect of effects) {
        if (!("token" in effect)) continue;
        if (effect.token <= last) return false;
        last = effect.token;
      }
      return after.state.lastToken === last;
    },
  },
  {
    name: "session-open-when-online",
    words:
      "A session is open exactly while the device is online: that state is reached by the server's hello only, keeps to that one session and leaves none behind but a connection at rest.",
    holds: ({ before, event, after }) => {
      const old = before.state.name === "online" ? before.state.pending.session : undefined;
      const { session } = after.state.pending;
      if (after.state.name !== "online")
        return old === undefined || session !== old || event.type === "rested";
      if (before.state.name === "online") return session !== undefined && session === old;
      return event.type === "opened" && session === event.token;
    },
  },
  {
    name: "opens-what-is-offered",
    words:
      "A session is opened only over a transport that the server offers and the person's setting allows.",
    holds: ({ effects, after: { state } }) =>
      effects.every((effect) => effect.do !== "open" || usableTransports(state).includes(effect.transport)),
  },
  {
    name: "kept-connection-is-at-rest",
    words:
      "While the device waits, a connection is kept exactly at rest: the one whose session the cloud has ended, and no other.",
    holds: ({ before, event, after: { state } }) => {
      if (state.name !== "waiting") return true;
      const { session } = state.pending;
      if ((session !== undefined) !== (state.wait?.reason.kind === "resting")) return false;
      const isSame = session === before.state.pending.session;
      return (
        session === undefined || (isSame && (before.state.name === "waiting" || event.type === "rested"))
      );
    },
  },
  {
    name: "goodbye-ends-the-session-only",
    words:
      "After a goodbye over MQTT the device keeps the connection, unless it shows a code or installs firmware.",
    holds: ({ before, event, after: { state } }) =>
      event.type !== "rested" ||
      isStale(before.state, event) ||
      state.name === "activating" ||
      state.name === "updating" ||
      state.pending.session === event.token,
  },
  {
    name: "hello-on-the-kept-connection",
    words: "A hello anew is said on a kept connection only, and what follows is its answer.",
    holds: (visit) => {
      if (!did(visit, "greet")) return true;
      const { before, event, after } = visit;
      const { session } = before.state.pending;
      const wasAtRest = before.state.name === "waiting" || event.type === "rested";
      return (
        wasAtRest &&
        session !== undefined &&
        after.state.name === "connecting" &&
        after.state.pending.session === session
      );
    },
  },
  {
    name: "back-soon",
    words: "After the close in order of a session that was not young the next attempt is seconds away.",
    holds: ({ before, event, after: { state, atMs, dueAtMs } }) => {
      if (event.type !== "ended" || isStale(before.state, event) || before.state.name !== "online")
        return true;
      const { kind, code, suspect } = event.end;
      const isInOrder = kind === "closed" && code === 1000 && !suspect;
      const isYoung = atMs - (before.state.onlineSinceMs ?? atMs) < schedule.youngMs;
      if (!isInOrder || isYoung || state.name !== "waiting") return true;
      return (dueAtMs.retry ?? Number.POSITIVE_INFINITY) - atMs <= schedule.closedInOrder.firstMs;
    },
  },
  {
    name: "speaks-in-a-session-only",
    words: "The device says something only in an open session.",
    holds: (visit) => !did(visit, "send") || visit.after.state.name === "online",
  },
  {
    name: "link-as-told",
    words: "The link is what the platform told last; without one nothing is asked and no session is open.",
    holds: ({ before, event, after: { state } }) => {
      const told =
        event.type === "networkUp"
          ? true
          : event.type === "networkDown" || event.type === "unprovisioned"
            ? false
            : before.state.networkUp;
      return state.networkUp === told && (told || withoutLink.includes(state.name));
    },
  },
  {
    name: "trouble-of-this-join",
    words:
      "What stands in the way of joining is known while joining only: it is never left over from another time.",
    holds: ({ after: { state } }) => state.networkTrouble === undefined || state.name === "joining",
  },
  {
    name: "restarts-with-reason",
    words: "A restart comes only after an install, or because the cloud asks for it.",
    holds: (visit) =>
      !did(visit, "restart") ||
      isRestarting(visit.before.state) ||
      (visit.event.type === "message" && visit.event.message.type === "system"),
  },
  {
    name: "code-of-the-last-answer",
    words:
      "The code is the one of the last configuration; one that says bound takes it away, and nothing else changes it.",
    holds: ({ before, event, after: { state } }) => {
      if (event.type !== "checked" || isStale(before.state, event))
        return state.bound === before.state.bound && isKept(before.state.activation?.code, state);
      const { activation } = event.reply;
      return state.bound === (activation === undefined) && isKept(activation?.code, state);
    },
  },
  {
    name: "records-on-good-word",
    words: "Settings, clock and proof change only by a good configuration or by a server's hello.",
    holds: (visit) => {
      const { type } = visit.event;
      return (
        (type === "checked" ||
          !["adopt", "setClock", "markValid"].some((name) => did(visit, name as "adopt"))) &&
        (type === "opened" || !did(visit, "prove"))
      );
    },
  },
  {
    name: "quiet-is-kept",
    words:
      "While a server asks for quiet (Retry-After) it is asked nothing, unless a person presses the button or speaks, or the answer to that has to be confirmed.",
    holds: (visit) => {
      const { before, event } = visit;
      const isQuiet = (before.state.quietUntilMs ?? 0) > event.atMs;
      return (
        !isQuiet ||
        isPerson(event.type) ||
        event.type === "activated" ||
        !(did(visit, "check") || did(visit, "activate"))
      );
    },
  },
  {
    name: "no-update-loop",
    words: "After three failed installs in a day nothing is installed, and no image again that was tried.",
    holds: ({ before: { state }, event, effects }) =>
      effects.every((effect) => {
        if (effect.do !== "install") return true;
        const recent = state.installFailuresAtMs.filter(
          (failedAtMs) => event.atMs - failedAtMs < schedule.installFailuresWithinMs,
        );
        return (
          recent.length < schedule.installFailuresMax &&
          failuresWithinADay(state.firmwareAttempts, event.utcMs, event.atMs) < schedule.installFailuresMax &&
          !state.firmwareAttempts.some(
            ({ version, url, atUtcMs }) =>
              version === effect.version &&
              url === effect.url &&
              event.utcMs - atUtcMs < schedule.installFailuresWithinMs,
          )
        );
      }),
  },
  {
    name: "says-when-it-goes-on",
    words:
      "A wait says until when, and the timer that ends it is armed for that moment; a rest within reach has neither.",
    holds: ({ after: { state, dueAtMs } }) =>
      (state.wait !== undefined) === (state.name === "waiting") &&
      (state.wait === undefined || dueAtMs.retry === state.wait.untilMs),
  },
  {
    name: "screen-tells-the-truth",
    words:
      "The screen shows the state: its view, the link, a session exactly while one is open, and a code exactly while a person has to enter it.",
    holdsAt: ({ after: { state } }) => {
      const { view, status, code } = screenOf(state, "en");
      return (
        viewsOf[state.name].includes(view) &&
        status.network === state.networkUp &&
        (status.transport !== undefined) === (state.name === "online") &&
        code === (state.name === "activating" ? state.activation?.code : undefined)
      );
    },
  },
  {
    name: "plain-data",
    words: "State and effects are plain data: a log of them can be stored and replayed.",
    holdsAt: ({ after, effects }) => isPlain(after.state) && isPlain(effects),
  },
  {
    name: "way-back",
    words:
      "No state needs a restart, except after an install: from each of them a world that works again leads to a session.",
    holdsAt: ({ after }, transition) => isRestarting(after.state) || leadsToSession(transition, after),
  },
];

/** A code may be forgotten on the way into a session; it never becomes another one. */
const isKept = (code: string | undefined, { activation, bound }: StateData): boolean =>
  activation === undefined ? bound || code === undefined : activation.code === code;

const isPerson = (type: string): boolean => type === "pressed" || type === "said";

const isPlain = (value: unknown): boolean => isDeepStrictEqual(JSON.parse(JSON.stringify(value)), value);

const slotOf: Readonly<Record<string, Slot>> = {
  check: "check",
  activate: "activate",
  open: "session",
  install: "install",
};

function booksBalance({ before, event, effects, after }: Visit): boolean {
  const live: Partial<Record<Slot, number>> = { ...before.state.pending };
  const slot = answeredSlot(event);
  if (slot !== undefined && isLastAnswer(event) && !isStale(before.state, event)) delete live[slot];
  for (const effect of effects) {
    if (effect.do === "cancel" || effect.do === "disarm") {
      if (live[effect.slot] === undefined) return false;
      if ((requestSlots as readonly Slot[]).includes(effect.slot) !== (effect.do === "cancel")) return false;
      delete live[effect.slot];
    } else if (effect.do === "arm") live[effect.slot] = effect.token;
    else if ("token" in effect) {
      const started = slotOf[effect.do];
      if (started === undefined || live[started] !== undefined) return false;
      live[started] = effect.token;
    }
  }
  const { pending } = after.state;
  const names: readonly (Slot | TimerSlot)[] = [...requestSlots, ...timerSlots];
  return names.every((name) => live[name] === pending[name]);
}
