/** Getting a session and losing it. */
import { frozen } from "../../frozen.js";
import type { SessionEnd } from "../../session/session.js";
import { type Draft, release } from "../draft.js";
import { enter, waitFor } from "../enter.js";
import type { TimerSlot } from "../names.js";
import { delayMs, schedule } from "../schedule.js";
import { maySuspect, quietMs, settleSession, usableTransports } from "../upkeep.js";
import { backgroundTimer } from "./check.js";
import { sayAgain } from "./conversation.js";
import { pause } from "./pause.js";

/** The network is back: a fresh check need not be repeated. */
export function networkBack(draft: Draft): void {
  const { state } = draft;
  const agoMs =
    state.checkSucceededAtMs === undefined ? Number.POSITIVE_INFINITY : draft.atMs - state.checkSucceededAtMs;
  const settled = state.bound && state.whenIdle === undefined && usableTransports(state).length > 0;
  if (settled && agoMs <= schedule.freshCheckMs) return enter(draft, "connecting");
  const lastCheckMs = draft.atMs - (state.checkStartedAtMs ?? Number.NEGATIVE_INFINITY);
  const restMs = Math.max(quietMs(draft), schedule.checkFailed.firstMs - lastCheckMs);
  // A link that comes and goes, or a server that wants quiet, is no reason to ask at each turn.
  if (restMs > 0) return waitFor(draft, { kind: "settling" }, restMs, "checking");
  enter(draft, "checking");
}

export function opened(draft: Draft, event: { readonly sessionId: string }): void {
  const { state } = draft;
  state.sessionId = event.sessionId;
  enter(draft, "online");
  const { toSay } = state;
  if (toSay === undefined) return;
  if (isStillToSay(draft)) return sayAgain(draft, toSay);
  delete state.toSay;
  draft.effects.push({ do: "log", level: "info", line: "what was said is too old by now: not sent" });
}

const isStillToSay = ({ state: { toSay }, atMs }: Draft): boolean =>
  toSay !== undefined && atMs - toSay.atMs <= schedule.toSayMs && toSay.tries < schedule.toSayTriesMax;

/** A failed attempt, or a session that didn't last. */
function failed(draft: Draft, end: SessionEnd): void {
  const { state } = draft;
  state.openFailures += 1;
  state.openFailuresHere += 1;
  const mayHaveMoved = state.openFailures % schedule.attemptsPerCheck === 0;
  if ((end.suspect || mayHaveMoved) && maySuspect(draft)) return enter(draft, "checking");
  const waitMs = delayMs(schedule.reconnect, state.openFailures - 1, draft.roll);
  waitFor(draft, { kind: "sessionEnded", end }, waitMs, "connecting");
}

export function openFailed(draft: Draft, event: { readonly end: SessionEnd }): void {
  failed(draft, event.end);
}

const noAnswer: SessionEnd = frozen({
  kind: "timeout",
  suspect: false,
  detail: "no answer to connecting",
});

export function connectingExpired(draft: Draft, event: { readonly slot: TimerSlot }): void {
  if (event.slot !== "deadline") return backgroundTimer(draft, event.slot as "recheck" | "overdue");
  release(draft, "session");
  failed(draft, noAnswer);
}

export function sessionEnded(draft: Draft, event: { readonly end: SessionEnd }): void {
  const { state } = draft;
  const { end } = event;
  const { turns } = state.talk;
  const planned = state.whenIdle?.what;
  state.talk = { ...state.talk, phase: "idle" };
  // In order: close code 1000, or a goodbye. Any other code is the server's trouble.
  const inOrder = end.kind === "closed" && !end.suspect && (end.code ?? 1000) === 1000;
  if (planned === "activate" || planned === "update" || (planned === "reconnect" && inOrder))
    return pause(draft);
  settleSession(draft);
  if (!inOrder) return failed(draft, end);
  if (isStillToSay(draft)) return enter(draft, "connecting");
  state.openFailures = 0;
  state.openFailuresHere = 0;
  state.idleCloses = turns > 0 ? 1 : state.idleCloses + 1;
  waitFor(
    draft,
    { kind: "idle" },
    delayMs(schedule.idleClosed, state.idleCloses - 1, draft.roll),
    "connecting",
  );
}

export function waitingExpired(draft: Draft, event: { readonly slot: TimerSlot }): void {
  if (event.slot === "retry") return enter(draft, draft.state.wait?.resume ?? "checking");
  if (event.slot === "recheck" && draft.state.wait?.resume === "checking") return enter(draft, "checking");
  backgroundTimer(draft, event.slot as "recheck" | "overdue");
}

/** A person's action ends any wait. */
export function goOn(draft: Draft): void {
  draft.state.idleCloses = 0;
  enter(draft, draft.state.wait?.resume ?? "checking");
}

export function sayLater(draft: Draft, event: { readonly text: string }): void {
  keepText(draft, event);
  goOn(draft);
}

export function keepText(draft: Draft, event: { readonly text: string }): void {
  draft.state.toSay = { text: event.text, atMs: draft.atMs, tries: 0 };
}
