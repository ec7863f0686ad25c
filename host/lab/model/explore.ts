/**
 * Every pair of concurrent happenings in every state that can be reached by so many happenings, each in both orders, followed by
 * everything that is due by then. States nearer to power-on come first, so that the first breach of an invariant has the shortest log.
 */
import type { LifecycleEvent, Posted } from "../../../src/core/lifecycle/events.js";
import { expiries, happenings, type PastName, pastNames, stale } from "./examples.js";
import { invariants } from "./invariants.js";
import { keyOf } from "./key.js";
import { did, eventOf, isStale, type Moment, powerOn, step, type Transition, type Visit } from "./moment.js";

/** How an invariant was broken. */
export interface Breach {
  /** Name of the invariant, or what the function threw. */
  readonly invariant: string;
  readonly words: string;
  readonly past: PastName;
  /** From power-on to the breach: replayed, it is there again. */
  readonly log: readonly LifecycleEvent[];
}

export interface Exploration {
  /** Told apart by `key.ts`; in each, every pair was tried. */
  readonly states: number;
  /** Pairs of happenings tried; each order counts. */
  readonly pairs: number;
  /** Calls of the lifecycle. */
  readonly steps: number;
  /** States seen that lie deeper. 0: the whole space was looked at, a greater depth has nothing to add. */
  readonly beyond: number;
  /** The shortest of each invariant that is broken. */
  readonly breaches: readonly Breach[];
}

/** A state with the way to it. */
interface Node {
  readonly past: PastName;
  readonly moment: Moment;
  /** Happenings since power-on. */
  readonly depth: number;
  readonly from: Node | undefined;
  /** What has happened since `from`. */
  readonly events: readonly LifecycleEvent[];
}

/** A pair happens soon, or after a while in which nothing is due, or when a timer is due until which the device was busy. */
const waitsMs = [100, 45_000, 900_000];
/** Timers that arm each other for the same moment: more than these would be a hang. */
const dueAtOnceMax = 20;

/** Told once by those who tell them (the runner, a session); all else may come twice. */
const once: readonly Posted["type"][] = ["started", "opened"];

/** From both pasts, in all states that can be reached with at most `depthMax` happenings since power-on. */
export function explore(depthMax: number, transition: Transition): Exploration {
  const breaches = new Map<string, Breach>();
  const depths = new Map<string, number>();
  const layers: Node[][] = [];
  let states = 0;
  let pairs = 0;
  let steps = 0;

  function tell(name: string, words: string, from: Node, events: readonly LifecycleEvent[]): void {
    if (!breaches.has(name))
      breaches.set(name, { invariant: name, words, past: from.past, log: [...logOf(from), ...events] });
  }

  /** One step, with all that must hold after it. `undefined`: life ends here. */
  function take(from: Node, trail: Trail, happening: Posted, atMs: number): Trail | undefined {
    steps += 1;
    let visit: Visit;
    try {
      visit = step(transition, trail.moment, happening, atMs);
    } catch (error) {
      tell(`throws ${String(error)}`, "Nothing is thrown.", from, [
        ...trail.events,
        eventOf(happening, atMs),
      ]);
      return undefined;
    }
    const next = { moment: visit.after, events: [...trail.events, visit.event], visit };
    // Dropped, as it should be: what held before still holds.
    const { before, after, event, effects } = visit;
    if (after.state === before.state && effects.length === 0 && isStale(before.state, event)) return next;
    for (const { name, words, holds } of invariants)
      if (holds !== undefined && !holds(visit)) tell(name, words, from, next.events);
    return did(visit, "restart") ? undefined : next;
  }

  /** What else is due at that moment, in its order; then the state waits to be looked at, unless it was before. */
  function settle(from: Node, trail: Trail, atMs: number): void {
    let now: Trail | undefined = trail;
    for (let turns = 0; now !== undefined; turns++) {
      const [due] = dueBy(now.moment, atMs);
      if (due === undefined) break;
      if (turns === dueAtOnceMax)
        return tell("hangs", "Timers don't re-arm themselves for the same moment.", from, now.events);
      now = take(from, now, due, atMs);
    }
    if (now === undefined) return;
    const key = keyOf(now.moment);
    const depth = from.depth + now.events.length;
    const known = depths.get(key);
    if (known !== undefined && known <= depth) return;
    depths.set(key, depth);
    layers[depth] ??= [];
    layers[depth].push({ past: from.past, moment: now.moment, depth, from, events: now.events });
    if (known !== undefined || now.visit === undefined) return;
    for (const { name, words, holdsAt } of invariants)
      if (holdsAt !== undefined && !holdsAt(now.visit, transition)) tell(name, words, from, now.events);
  }

  function lookAt(node: Node): void {
    states += 1;
    const start: Trail = { moment: node.moment, events: [], visit: undefined };
    const plain = happenings(node.moment.state);
    for (const happening of stale) take(node, start, happening, node.moment.atMs);
    for (const atMs of timesOf(node.moment)) {
      const enabled = [...plain, ...dueBy(node.moment, atMs)];
      for (const first of enabled) {
        const after = take(node, start, first, atMs);
        if (after === undefined) continue;
        settle(node, after, atMs);
        for (const second of enabled) {
          if (second === first && once.includes(first.type)) continue;
          pairs += 1;
          const both = take(node, after, second, atMs);
          // An answer that came too late: the same state as without it.
          if (both !== undefined && both.moment.state !== after.moment.state) settle(node, both, atMs);
        }
      }
    }
  }

  layers[0] = pastNames.map((past) => ({
    past,
    moment: powerOn(past),
    depth: 0,
    from: undefined,
    events: [],
  }));
  for (const root of layers[0]) depths.set(keyOf(root.moment), 0);
  for (let depth = 0; depth <= depthMax; depth++)
    for (const node of layers[depth] ?? []) if (depths.get(keyOf(node.moment)) === depth) lookAt(node);
  const beyond = [...depths.values()].filter((depth) => depth > depthMax).length;
  return { states, pairs, steps, beyond, breaches: [...breaches.values()] };
}

/** A few steps from a node. */
interface Trail {
  readonly moment: Moment;
  readonly events: readonly LifecycleEvent[];
  readonly visit: Visit | undefined;
}

function logOf(node: Node): LifecycleEvent[] {
  return node.from === undefined ? [] : [...logOf(node.from), ...node.events];
}

/** Timers that are due by then, in their order. */
function dueBy({ state, dueAtMs }: Moment, atMs: number) {
  const due = (slot: keyof Moment["dueAtMs"]) => dueAtMs[slot] ?? Number.POSITIVE_INFINITY;
  return expiries(state)
    .filter(({ slot }) => due(slot) <= atMs)
    .sort((one, other) => due(one.slot) - due(other.slot));
}

function timesOf({ atMs, dueAtMs }: Moment): number[] {
  const due = Object.values(dueAtMs);
  const firstDueMs = Math.min(...due);
  const idle = waitsMs.map((waitMs) => atMs + waitMs).filter((time, at) => at === 0 || time < firstDueMs);
  return [...new Set([...idle, ...due.map((time) => Math.max(time, atMs))])];
}
