/**
 * Walks every reachable (state, event) pair of the lifecycle. Two states count as the same if they differ only in numbers that
 * don't change what can happen next (tokens, exact times, counters beyond the point where they saturate).
 */
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import type { Posted } from "../../../src/core/lifecycle/events.js";
import { requestSlots, type Slot, stateNames, timerSlots } from "../../../src/core/lifecycle/names.js";
import type { Remembered } from "../../../src/core/lifecycle/start.js";
import type { StateData } from "../../../src/core/lifecycle/state.js";
import { type Row, table } from "../../../src/core/lifecycle/table.js";
import {
  bound,
  ends,
  Life,
  newer,
  nothingRemembered,
  provenWebsocket,
  unbound,
  unreachable,
} from "./life.js";

/** Everything the world can do to a device in this state, one example of each kind. */
function happenings(state: StateData): Posted[] {
  if (state.name === "starting")
    return [{ type: "started" }, { type: "pressed" }, { type: "said", text: "hi" }];
  const { check, activate, session, install } = state.pending;
  const list: Posted[] = [
    { type: "networkUp" },
    { type: "networkDown" },
    { type: "unprovisioned" },
    { type: "pressed" },
    { type: "said", text: "hi" },
  ];
  for (const slot of timerSlots) {
    const token = state.pending[slot];
    if (token !== undefined) list.push({ type: "expired", slot, token });
  }
  if (check !== undefined) {
    const otherCode = { ...unbound, activation: { code: "999999", message: "", challenge: "" } };
    for (const reply of [bound, unbound, otherCode, newer, { offered: [] }])
      list.push({ type: "checked", token: check, reply });
    list.push({ type: "checkFailed", token: check, failure: unreachable });
    list.push({
      type: "checkFailed",
      token: check,
      failure: { kind: "http", status: 503, text: "", retryAfterMs: 5_000 },
    });
  }
  if (activate !== undefined)
    for (const outcome of [
      { kind: "bound" },
      { kind: "pending" },
      { kind: "unsupported" },
      { kind: "failed", failure: unreachable },
    ] as const)
      list.push({ type: "activated", token: activate, outcome });
  if (session !== undefined) {
    if (state.name === "connecting") list.push({ type: "opened", token: session, sessionId: "s" });
    for (const end of Object.values(ends)) list.push({ type: "ended", token: session, end });
    for (const message of [
      { type: "stt", text: "x" },
      { type: "tts", state: "start" },
      { type: "tts", state: "stop", aborted: false },
      { type: "llm", emotion: "happy", text: "" },
      { type: "alert", status: "s", message: "m", emotion: "sad" },
      { type: "notify", event: "config_updated" },
      { type: "goodbye" },
      { type: "system", command: "reboot" },
    ] as const)
      list.push({ type: "message", token: session, message });
  }
  if (install !== undefined) {
    list.push({ type: "progress", token: install, doneBytes: 1 });
    list.push({ type: "installed", token: install });
    list.push({ type: "installFailed", token: install, reason: "x" });
  }
  return list;
}

const since = (atMs: number | undefined, nowMs: number, edgeMs: number) =>
  atMs === undefined ? "never" : nowMs - atMs < edgeMs;

/** What of a state decides about its future. Counters and ages count only by the edges that the rules ask about. */
function essence({ state, atMs }: Life): string {
  const { activation, update, wait } = state;
  return JSON.stringify([
    state.name,
    Object.keys(state.pending).sort(),
    [state.networkUp, state.bound, state.offered, state.proven, state.transport, state.whenIdle?.what],
    [state.openFailuresHere >= 3, state.talk.phase === "idle"],
    activation && [activation.endpoint, activation.hinted],
    update?.installed,
    wait && [wait.reason.kind === "idle", wait.resume],
    state.firmwareAttempts.map((attempt) => attempt.outcome),
    since(state.checkStartedAtMs, atMs, 60_000),
    since(state.checkSucceededAtMs, atMs, 600_000),
  ]);
}

function copy(life: Life): Life {
  return Object.assign(new Life(), { state: life.state, atMs: life.atMs, effects: life.effects });
}

interface Visit {
  readonly before: Life;
  readonly happening: Posted;
  readonly after: Life;
}

/** Every reachable state once, each with everything that can happen to it, after short and long times. */
function walk(remembered: Remembered, visit: (visit: Visit) => void): Life[] {
  const first = new Life(remembered);
  const seen = new Map([[essence(first), first]]);
  const queue = [first];
  for (let life = queue.shift(); life !== undefined; life = queue.shift()) {
    for (const waitedMs of [100, 3_600_000])
      for (const happening of happenings(life.state)) {
        const after = copy(life).after(waitedMs).post(happening);
        visit({ before: life, happening, after });
        // A restart ends this life; the next one starts from power-on.
        if (after.did("restart")) continue;
        const key = essence(after);
        if (seen.has(key)) continue;
        seen.set(key, after);
        queue.push(after);
      }
  }
  return [...seen.values()];
}

const starts = { nothingRemembered, provenWebsocket };

describe.each(Object.entries(starts))("lifecycle walk from %s", (_name, remembered) => {
  const visits: Visit[] = [];
  const reached = walk(remembered, (visit) => visits.push(visit));
  const failing = (broken: (visit: Visit) => unknown) =>
    visits
      .filter(broken)
      .slice(0, 3)
      .map(({ before, happening, after }) => ({ from: before.state, happening, to: after.state }));

  test("the walk is large enough to mean something and small enough to be whole", () => {
    expect(visits.length).toBeGreaterThan(20_000);
    expect(new Set(reached.map(({ state }) => state.name))).toEqual(new Set(stateNames));
  });

  test("no event that can happen is without an answer", () => {
    expect(failing(({ after }) => after.did("report"))).toEqual([]);
  });

  test("a move leads only where the table says", () => {
    expect(
      failing(({ before, happening, after }) => {
        const cell = (table[before.state.name] as Row).on[happening.type];
        const targets =
          typeof cell === "object"
            ? cell.to
            : cell === "ignore" || cell === undefined
              ? [before.state.name]
              : [cell];
        return !targets.includes(after.state.name);
      }),
    ).toEqual([]);
  });

  test("every target in the table is really reached", () => {
    const wanted = stateNames.flatMap((name) =>
      Object.entries((table[name] as Row).on).flatMap(([event, cell]) =>
        typeof cell === "object" ? cell.to.map((to) => `${name} ${event} ${to}`) : [],
      ),
    );
    const done = new Set(
      visits.map(
        ({ before, happening, after }) => `${before.state.name} ${happening.type} ${after.state.name}`,
      ),
    );
    expect(wanted.filter((arrow) => !done.has(arrow))).toEqual([]);
  });

  test("no state waits for nothing: a timer runs, or a session that watches itself", () => {
    const alive = ({ pending, name, update }: StateData) =>
      name === "starting" ||
      // The restart follows; there is no life after it.
      (name === "updating" && update?.installed) ||
      timerSlots.some((slot) => pending[slot] !== undefined) ||
      (name === "online" && pending.session !== undefined);
    expect(failing(({ after }) => !alive(after.state))).toEqual([]);
  });

  test("every request has a timer that ends the wait if its answer is lost", () => {
    const guarded = ({ pending, name }: StateData) =>
      (pending.check === undefined || pending.overdue !== undefined) &&
      (pending.activate === undefined || pending.overdue !== undefined) &&
      (pending.install === undefined || pending.deadline !== undefined) &&
      (name !== "connecting" || pending.deadline !== undefined);
    expect(failing(({ after }) => !guarded(after.state))).toEqual([]);
  });

  test("a state holds only what its row allows, and at most one request to the OTA server", () => {
    expect(
      failing(({ after: { state } }) => {
        const held = Object.keys(state.pending) as Slot[];
        return held.some((slot) => !(table[state.name].holds as readonly Slot[]).includes(slot));
      }),
    ).toEqual([]);
    expect(
      failing(
        ({ after: { state } }) => state.pending.check !== undefined && state.pending.activate !== undefined,
      ),
    ).toEqual([]);
  });

  test("what is pending is exactly what the effects started and did not end", () => {
    expect(
      failing(({ before, happening, after }) => {
        const live = new Set(Object.entries(before.state.pending).map(([slot, token]) => `${slot} ${token}`));
        const end = (slot: Slot) => {
          for (const entry of live) if (entry.startsWith(`${slot} `)) live.delete(entry);
        };
        if ("token" in happening && !["opened", "message", "progress"].includes(happening.type))
          for (const entry of live) if (entry.endsWith(` ${happening.token}`)) live.delete(entry);
        for (const effect of after.effects) {
          if (effect.do === "cancel" || effect.do === "disarm") end(effect.slot);
          else if (effect.do === "arm") {
            end(effect.slot);
            live.add(`${effect.slot} ${effect.token}`);
          } else if ("token" in effect) {
            const slot = effect.do === "open" ? "session" : effect.do;
            // A request is never started on top of one that is still under way.
            if ([...live].some((entry) => entry.startsWith(`${slot} `))) return true;
            live.add(`${slot} ${effect.token}`);
          }
        }
        const pending = Object.entries(after.state.pending).map(([slot, token]) => `${slot} ${token}`);
        return JSON.stringify([...live].sort()) !== JSON.stringify(pending.sort());
      }),
    ).toEqual([]);
  });

  test("an answer with a stale token changes nothing", () => {
    for (const { state } of reached) {
      for (const happening of happenings(state)) {
        if (!("token" in happening)) continue;
        const life = Object.assign(new Life(), { state }).post({
          ...happening,
          token: happening.token - 1_000,
        });
        expect(life.state).toBe(state);
        expect(life.effects).toEqual([]);
      }
    }
  });

  test("state and effects are plain data: a log of them can be stored and replayed", () => {
    const isPlain = (value: unknown) => isDeepStrictEqual(JSON.parse(JSON.stringify(value)), value);
    expect(failing(({ after }) => !isPlain(after.state) || !isPlain(after.effects))).toEqual([]);
  });

  test("a restart comes only after an install, or because the cloud asks for it", () => {
    expect(
      failing(
        ({ happening, after }) =>
          after.did("restart") &&
          happening.type !== "installed" &&
          !(happening.type === "message" && happening.message.type === "system"),
      ),
    ).toEqual([]);
  });

  test("from every state a world that works again leads to a session", () => {
    const stuck = reached.filter((life) => {
      const now = copy(life);
      for (let step = 0; step < 40 && now.state.name !== "online"; step++) kindly(now);
      return now.state.name !== "online";
    });
    expect(stuck.slice(0, 3).map(({ state }) => state)).toEqual([]);
  });
});

/** One step of a world in which everything works and the device is bound. */
function kindly(life: Life): void {
  const { state } = life;
  const request = requestSlots.find((slot) => state.pending[slot] !== undefined);
  life.after(1_000);
  if (state.name === "starting") life.post({ type: "started" });
  else if (!state.networkUp) life.post({ type: "networkUp" });
  else if (request === "check") life.checked(bound);
  else if (request === "activate") life.activated({ kind: "bound" });
  else if (request === "session") life.opened();
  else if (request === "install")
    life.post({ type: "installFailed", token: state.pending.install ?? 0, reason: "x" });
  else {
    const slot = timerSlots.find((name) => state.pending[name] !== undefined);
    if (slot === undefined) throw new Error(`nothing pending in ${state.name}`);
    life.after(600_000).expired(slot);
  }
}
