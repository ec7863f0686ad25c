/** A counterexample as text, and back: one event a line, the first line says from which past. */
import type { LifecycleEvent } from "../../../src/core/lifecycle/events.js";
import { type PastName, pastNames } from "./examples.js";
import type { Breach } from "./explore.js";
import { invariants } from "./invariants.js";
import { did, isStale, powerOn, step, type Transition } from "./moment.js";

export function linesOf({ past, log }: Pick<Breach, "past" | "log">): string[] {
  return [JSON.stringify({ past }), ...log.map((event) => JSON.stringify(event))];
}

/** Reads what `linesOf` wrote; other lines are passed over. @throws Error if there is no such log in the text */
export function logIn(text: string): Pick<Breach, "past" | "log"> {
  const [first, ...log] = text
    .split("\n")
    .filter((line) => line.trim().startsWith("{"))
    .map((line) => JSON.parse(line) as unknown);
  const past = pastNames.find((name) => name === (first as { past?: unknown } | undefined)?.past);
  if (past === undefined)
    throw new Error('the log has to begin with {"past":"new"}, {"past":"known"} or {"past":"failing"}');
  return { past, log: log as LifecycleEvent[] };
}

export interface Replayed {
  /** What each event did, in words. */
  readonly told: readonly string[];
  /** Names of the invariants that were broken, each once. */
  readonly broken: readonly string[];
}

export function replay(
  { past, log }: { past: PastName; log: readonly LifecycleEvent[] },
  transition: Transition,
): Replayed {
  const told: string[] = [];
  const broken = new Set<string>();
  let moment = powerOn(past);
  for (const event of log) {
    const before = moment.state.name;
    // The log of another function may have a timer where this one has none yet.
    const isEarly = event.type === "expired" && (moment.dueAtMs[event.slot] ?? 0) > event.atMs;
    if (isEarly && !isStale(moment.state, event)) {
      told.push(`${timeOf(event)}  ${nameOf(event)}: it is not due`);
      continue;
    }
    const visit = step(transition, moment, event, event.atMs);
    moment = visit.after;
    const effects = visit.effects.map((effect) =>
      "slot" in effect ? `${effect.do} ${effect.slot}` : effect.do,
    );
    told.push(`${timeOf(event)}  ${nameOf(event)} in ${before}: ${effects.join(", ") || "nothing"}`);
    for (const { name, holds, holdsAt } of invariants) {
      const isKept =
        (holds?.(visit) ?? true) && (did(visit, "restart") || (holdsAt?.(visit, transition) ?? true));
      if (!isKept && !broken.has(name)) told.push(`BROKEN  ${name}`);
      if (!isKept) broken.add(name);
    }
  }
  return { told, broken: [...broken] };
}

const timeOf = ({ atMs }: LifecycleEvent): string => (atMs / 1_000).toFixed(3).padStart(10);

const nameOf = (event: LifecycleEvent): string =>
  event.type === "expired"
    ? `${event.slot} expired`
    : event.type === "message"
      ? `message ${event.message.type}`
      : event.type;
