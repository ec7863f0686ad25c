/** A device at a moment of its life, and one step from it: the bare lifecycle, with the time and the timers that it was given. */
import type { Effect, Step } from "../../../src/core/lifecycle/effects.js";
import type { LifecycleEvent, Posted } from "../../../src/core/lifecycle/events.js";
import { type Slot, type TimerSlot, timerSlots } from "../../../src/core/lifecycle/names.js";
import { stateAtPowerOn } from "../../../src/core/lifecycle/start.js";
import type { StateData } from "../../../src/core/lifecycle/state.js";
import { schedule } from "../../../src/core/schedule.js";
import { type PastName, pasts } from "./examples.js";

/** `transition` itself, or a spoilt one. */
export type Transition = (state: StateData, event: LifecycleEvent) => Step;

export interface Moment {
  readonly state: StateData;
  /** Monotonic. */
  readonly atMs: number;
  /** When the armed timers are due, as the effects said. */
  readonly dueAtMs: Readonly<Partial<Record<TimerSlot, number>>>;
}

export interface Visit {
  readonly before: Moment;
  readonly event: LifecycleEvent;
  readonly effects: readonly Effect[];
  readonly after: Moment;
}

const dayMs = 86_400_000;
export const startUtcMs = 20_000 * dayMs;
/** Of the random numbers in jitter: the middle. */
const roll = 0.5;

export function powerOn(past: PastName): Moment {
  const settings = {
    serverName: "cloud.example",
    transport: "auto",
    rest: "reachable",
    version: "1.0.0",
  } as const;
  const state = stateAtPowerOn(settings, pasts[past]);
  const failures = {
    openFailures: schedule.attemptsPerCheck - 1,
    openFailuresHere: schedule.attemptsPerTransport - 1,
  };
  return { state: past === "failing" ? { ...state, ...failures } : state, atMs: 0, dueAtMs: {} };
}

export const eventOf = (happening: Posted, atMs: number): LifecycleEvent => ({
  ...happening,
  atMs,
  utcMs: startUtcMs + atMs,
  roll,
});

export function step(transition: Transition, before: Moment, happening: Posted, atMs: number): Visit {
  const event = eventOf(happening, atMs);
  const { state, effects } = transition(before.state, event);
  return { before, event, effects, after: { state, atMs, dueAtMs: dueAfter(before, state, effects, atMs) } };
}

function dueAfter(
  before: Moment,
  state: StateData,
  effects: readonly Effect[],
  atMs: number,
): Moment["dueAtMs"] {
  const due = { ...before.dueAtMs };
  for (const slot of timerSlots) if (state.pending[slot] === undefined) delete due[slot];
  for (const effect of effects) if (effect.do === "arm") due[effect.slot] = atMs + effect.delayMs;
  return due;
}

export const did = ({ effects }: Pick<Visit, "effects">, name: Effect["do"]): boolean =>
  effects.some((effect) => effect.do === name);

/** The slot of a request or timer that this event answers. */
export function answeredSlot(event: LifecycleEvent): Slot | undefined {
  switch (event.type) {
    case "checked":
    case "checkFailed":
      return "check";
    case "activated":
      return "activate";
    case "opened":
    case "message":
    case "rested":
    case "ended":
      return "session";
    case "progress":
    case "installed":
    case "installFailed":
      return "install";
    case "expired":
      return event.slot;
    default:
      return undefined;
  }
}

/** An answer to something that is no longer under way. */
export function isStale(state: StateData, event: LifecycleEvent): boolean {
  const slot = answeredSlot(event);
  return slot !== undefined && "token" in event && state.pending[slot] !== event.token;
}

/** Nothing more comes of it, and the slot is free again. */
export const isLastAnswer = ({ type }: LifecycleEvent): boolean =>
  type === "checked" ||
  type === "checkFailed" ||
  type === "activated" ||
  type === "ended" ||
  type === "installed" ||
  type === "installFailed" ||
  type === "expired";
