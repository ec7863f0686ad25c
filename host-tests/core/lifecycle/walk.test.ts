/**
 * Walks every reachable (state, event) pair of the lifecycle, with timers that expire at any time. Two states count as the same if
 * they differ only in numbers that don't change what can happen next. What must hold is in `host/lab/model/invariants.ts`.
 */
import { describe, expect, test } from "vitest";
import { expiries, happenings, type PastName } from "../../../host/lab/model/examples.js";
import { invariants } from "../../../host/lab/model/invariants.js";
import { did, type Moment, powerOn, step, type Visit } from "../../../host/lab/model/moment.js";
import { stateNames } from "../../../src/core/lifecycle/names.js";
import { type Row, table } from "../../../src/core/lifecycle/table.js";
import { transition } from "../../../src/core/lifecycle/transition.js";
import { schedule } from "../../../src/core/schedule.js";

const since = (atMs: number | undefined, nowMs: number, edgeMs: number) =>
  atMs === undefined ? "never" : nowMs - atMs < edgeMs;

/** What of a state decides about its future. Counters and ages count only by the edges that the rules ask about. */
function essence({ state, atMs }: Moment): string {
  const { activation, update, wait } = state;
  return JSON.stringify([
    state.name,
    Object.keys(state.pending).sort(),
    [state.networkUp, state.bound, state.offered, state.proven, state.transport, state.whenIdle?.what],
    [
      state.openFailuresHere >= schedule.attemptsPerTransport,
      state.openFailures >= schedule.attemptsPerCheck - 1,
      state.talk.phase === "idle",
    ],
    [state.quietClosedAfterMs === undefined, state.renewsWithinMs === undefined],
    activation && [activation.endpoint, activation.hinted],
    update?.installed,
    wait && [wait.reason.kind, wait.resume, state.talk.alert === undefined],
    state.firmwareAttempts.map((attempt) => attempt.outcome),
    since(state.checkStartedAtMs, atMs, schedule.movedIntervalMs),
    since(state.checkSucceededAtMs, atMs, 600_000),
  ]);
}

/** Every reachable state once, each with everything that can happen to it, after short and long times. */
function walk(past: PastName, visit: (visit: Visit, isNew: boolean) => void): Moment[] {
  const first = powerOn(past);
  const seen = new Map([[essence(first), first]]);
  const queue = [first];
  for (let moment = queue.shift(); moment !== undefined; moment = queue.shift()) {
    for (const waitedMs of [100, 3_600_000])
      for (const happening of [...happenings(moment.state), ...expiries(moment.state)]) {
        const visited = step(transition, moment, happening, moment.atMs + waitedMs);
        const key = essence(visited.after);
        // A restart ends this life; the next one starts from power-on.
        const isNew = !did(visited, "restart") && !seen.has(key);
        visit(visited, isNew);
        if (!isNew) continue;
        seen.set(key, visited.after);
        queue.push(visited.after);
      }
  }
  return [...seen.values()];
}

/** Timers expire here before they are due, so that a server's quiet is broken by the walk itself. */
const walked = invariants.filter(({ name }) => name !== "quiet-is-kept");

/** Arrows of the table that were taken, from any past: `state event target`. */
const taken = new Set<string>();

/** A device that fails comes by all that one known from before does. */
const walkedPasts = ["new", "failing"] as const satisfies PastName[];

describe.each(walkedPasts)("lifecycle walk from a %s device", (past) => {
  const visits: Visit[] = [];
  const entered: Visit[] = [];
  const reached = walk(past, (visit, isNew) => {
    visits.push(visit);
    taken.add(`${visit.before.state.name} ${visit.event.type} ${visit.after.state.name}`);
    if (isNew) entered.push(visit);
  });

  test("the walk is large enough to mean something and small enough to be whole", () => {
    expect(visits.length).toBeGreaterThan(20_000);
    expect(new Set(reached.map(({ state }) => state.name))).toEqual(new Set(stateNames));
  });

  test.each(walked)("$words", ({ holds, holdsAt }) => {
    const broken = [
      ...(holds === undefined ? [] : visits.filter((visit) => !holds(visit))),
      ...(holdsAt === undefined ? [] : entered.filter((visit) => !holdsAt(visit, transition))),
    ];
    expect(
      broken.slice(0, 3).map(({ before, event, after }) => ({ from: before.state, event, to: after.state })),
    ).toEqual([]);
  });

  test("an answer with a stale token changes nothing", () => {
    for (const { state, atMs, dueAtMs } of reached) {
      for (const happening of [...happenings(state), ...expiries(state)]) {
        if (!("token" in happening)) continue;
        const late = { ...happening, token: happening.token - 1_000 };
        const visit = step(transition, { state, atMs, dueAtMs }, late, atMs);
        expect(visit.after.state).toBe(state);
        expect(visit.effects).toEqual([]);
      }
    }
  });
});

test("every target in the table is really reached", () => {
  const wanted = stateNames.flatMap((name) =>
    Object.entries((table[name] as Row).on).flatMap(([event, cell]) =>
      typeof cell === "object" ? cell.to.map((to) => `${name} ${event} ${to}`) : [],
    ),
  );
  expect(wanted.filter((arrow) => !taken.has(arrow))).toEqual([]);
});
