/** Deliberate breaks of the lifecycle, each around the real function: the model check has to find them. */
import type { Effect, Step } from "../../../src/core/lifecycle/effects.js";
import type { LifecycleEvent } from "../../../src/core/lifecycle/events.js";
import type { Slot } from "../../../src/core/lifecycle/names.js";
import type { StateData } from "../../../src/core/lifecycle/state.js";
import { transition } from "../../../src/core/lifecycle/transition.js";
import { answeredSlot, isStale, type Transition } from "./moment.js";

export interface Canary {
  readonly name: string;
  readonly words: string;
  readonly breaks: Transition;
  /** The invariant that sees it. */
  readonly seenBy: string;
}

const without = (effects: readonly Effect[], dropped: (effect: Effect) => boolean): Effect[] =>
  effects.filter((effect) => !dropped(effect));

function withoutPending(state: StateData, slot: Slot): StateData {
  const { [slot]: _dropped, ...pending } = state.pending;
  return { ...state, pending };
}

/** The real step, unless `spoilt` makes another one of it. */
const breaking =
  (spoilt: (state: StateData, event: LifecycleEvent, step: Step) => Step | undefined): Transition =>
  (state, event) => {
    const real = transition(state, event);
    return spoilt(state, event, real) ?? real;
  };

export const canaries: readonly Canary[] = [
  {
    name: "stale-answers-act",
    words: "An answer is taken for the present request, whichever it was to.",
    breaks: (state, event) => {
      const slot = answeredSlot(event);
      const present = slot === undefined ? undefined : state.pending[slot];
      return transition(
        state,
        present !== undefined && isStale(state, event)
          ? ({ ...event, token: present } as LifecycleEvent)
          : event,
      );
    },
    seenBy: "stale-answers-do-nothing",
  },
  {
    name: "no-deadline-for-connecting",
    words: "Connecting has no deadline.",
    breaks: breaking((_state, _event, { state, effects }) =>
      state.name === "connecting"
        ? {
            state: withoutPending(state, "deadline"),
            effects: without(effects, (effect) => effect.do === "arm" && effect.slot === "deadline"),
          }
        : undefined,
    ),
    seenBy: "every-wait-ends",
  },
  {
    name: "session-left-open",
    words: "The session isn't closed when the link goes.",
    breaks: breaking((_state, event, { state, effects }) =>
      event.type === "networkDown"
        ? {
            state,
            effects: without(effects, (effect) => effect.do === "cancel" && effect.slot === "session"),
          }
        : undefined,
    ),
    seenBy: "books-balance",
  },
  {
    name: "check-on-top-of-a-check",
    words: "A button starts a check while another is under way.",
    breaks: breaking((before, event, { state, effects }) => {
      if (event.type !== "pressed" || before.pending.check === undefined) return undefined;
      const token = state.lastToken + 1;
      return {
        state: { ...state, lastToken: token, pending: { ...state.pending, check: token } },
        effects: [...effects, { do: "check", token }],
      };
    }),
    seenBy: "books-balance",
  },
  {
    name: "online-without-hello",
    words: "Any message makes the device take itself for online.",
    breaks: breaking((before, event, { state, effects }) =>
      event.type === "message" && before.name === "connecting" && !isStale(before, event)
        ? { state: { ...state, name: "online" }, effects }
        : undefined,
    ),
    seenBy: "session-open-when-online",
  },
  {
    name: "gives-up",
    words: "After a failed install the device waits without a timer.",
    breaks: breaking((_before, event, { state, effects }) =>
      event.type === "installFailed" && state.name === "waiting"
        ? {
            state: withoutPending(state, "retry"),
            effects: without(effects, (effect) => effect.do === "arm" && effect.slot === "retry"),
          }
        : undefined,
    ),
    seenBy: "waits-for-something",
  },
  {
    name: "restarts-to-recover",
    words: "A check whose answer is lost is overcome by a restart.",
    breaks: breaking((before, event, { state, effects }) =>
      event.type === "expired" && event.slot === "overdue" && !isStale(before, event)
        ? { state, effects: [...effects, { do: "restart", reason: "stuck" }] }
        : undefined,
    ),
    seenBy: "restarts-with-reason",
  },
  {
    name: "one-happening-at-a-time",
    words: "Of two happenings in the same millisecond the second is lost: only pairs can show it.",
    breaks: (() => {
      /** When the last real step that led to a state was made. */
      const madeAtMs = new WeakMap<StateData, number>();
      return (state, event) => {
        if (madeAtMs.get(state) === event.atMs && event.type === "networkDown") return { state, effects: [] };
        const step = transition(state, event);
        if (step.state !== state) madeAtMs.set(step.state, event.atMs);
        return step;
      };
    })(),
    seenBy: "link-as-told",
  },
  {
    name: "tokens-come-again",
    words: "A new life of the network begins to count tokens anew.",
    breaks: breaking((before, event, { state, effects }) =>
      event.type === "networkDown" && state.name !== before.name
        ? { state: { ...state, lastToken: 1 }, effects }
        : undefined,
    ),
    seenBy: "tokens-are-new",
  },
  {
    name: "asks-in-spite-of-retry-after",
    words: "Failed checks are repeated after a second, whatever the server asked for.",
    breaks: (before, event) => {
      const { quietUntilMs: _forgotten, ...rest } = before;
      const { state, effects } = transition(event.type === "expired" ? rest : before, event);
      if (event.type !== "checkFailed" || isStale(before, event) || state.wait === undefined)
        return { state, effects };
      return {
        state: { ...state, wait: { ...state.wait, untilMs: event.atMs + 1_000 } },
        effects: effects.map((effect) =>
          effect.do === "arm" && effect.slot === "retry" ? { ...effect, delayMs: 1_000 } : effect,
        ),
      };
    },
    seenBy: "quiet-is-kept",
  },
  {
    name: "code-kept-when-bound",
    words: "The code stays on the screen after the server has said bound.",
    breaks: breaking((before, _event, { state, effects }) =>
      state.bound && !before.bound && before.activation !== undefined
        ? { state: { ...state, activation: before.activation }, effects }
        : undefined,
    ),
    seenBy: "code-of-the-last-answer",
  },
  {
    name: "hangs-up-at-rest",
    words: "A goodbye over MQTT takes the connection with it.",
    breaks: breaking((before, event, { state, effects }) =>
      event.type === "rested" && !isStale(before, event) && state.name === "waiting"
        ? {
            state: withoutPending(state, "session"),
            effects: [...effects, { do: "cancel", slot: "session" }],
          }
        : undefined,
    ),
    seenBy: "goodbye-ends-the-session-only",
  },
  {
    name: "keeps-what-it-left",
    words: "A session that the device leaves to open another one is kept while it waits for that.",
    breaks: breaking((before, event, { state, effects }) => {
      const { session } = before.pending;
      if (event.type !== "message" || session === undefined || state.name !== "waiting") return undefined;
      if (state.pending.session !== undefined) return undefined;
      return {
        state: { ...state, pending: { ...state.pending, session } },
        effects: without(effects, (effect) => effect.do === "cancel" && effect.slot === "session"),
      };
    }),
    seenBy: "kept-connection-is-at-rest",
  },
  {
    name: "talks-in-its-sleep",
    words: "An alert that comes at rest makes it say hello, and it waits on as if it had not.",
    breaks: breaking((before, event, { state, effects }) =>
      event.type === "message" && event.message.type === "alert" && before.name === "waiting"
        ? { state, effects: [...effects, { do: "greet" }] }
        : undefined,
    ),
    seenBy: "hello-on-the-kept-connection",
  },
  {
    name: "stays-away",
    words: "After the close of a quiet session the device stays away for a quarter of an hour.",
    breaks: breaking((before, event, { state, effects }) =>
      event.type === "ended" && before.name === "online" && state.wait?.reason.kind === "idle"
        ? {
            state: { ...state, wait: { ...state.wait, untilMs: event.atMs + 900_000 } },
            effects: effects.map((effect) =>
              effect.do === "arm" && effect.slot === "retry" ? { ...effect, delayMs: 900_000 } : effect,
            ),
          }
        : undefined,
    ),
    seenBy: "back-soon",
  },
  {
    name: "dead-end",
    words: "A device that was told that no network is known never asks for one again.",
    breaks: breaking((before, event, step) =>
      before.name === "provisioning" && event.type === "networkUp"
        ? { state: { ...before, networkUp: true }, effects: [] }
        : step,
    ),
    seenBy: "way-back",
  },
];
