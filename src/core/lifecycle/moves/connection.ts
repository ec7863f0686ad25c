/** Getting a session and losing it. */
import { frozen } from "../../frozen.js";
import type { NetworkTrouble } from "../../ports.js";
import { retryAfterDelayMs, returnDelayMs, schedule } from "../../schedule.js";
import type { SessionEnd } from "../../session/session.js";
import { maySuspect, quietMs } from "../check-times.js";
import { arm, type Draft, release } from "../draft.js";
import { enter, waitFor } from "../enter.js";
import type { TimerSlot } from "../names.js";
import { isStillToSay, settleSession } from "../session-aftermath.js";
import { canConnect, usableTransports } from "../transport-choice.js";
import { broke, failed } from "./broken.js";
import { backgroundTimer } from "./check.js";
import { putAway, sayAgain } from "./conversation.js";
import { pause } from "./pause.js";
import { closedInOrder } from "./rest.js";

/** The network is back: a fresh check need not be repeated, and a herd need not come at once. */
export function networkBack(draft: Draft): void {
  const { state, atMs } = draft;
  const agoMs =
    state.checkSucceededAtMs === undefined ? Number.POSITIVE_INFINITY : atMs - state.checkSucceededAtMs;
  const settled = state.bound && state.whenIdle === undefined && usableTransports(state).length > 0;
  const isFresh = settled && agoMs <= schedule.freshCheckMs;
  const askedMs = quietMs(draft);
  // The servers are separate: one that wants quiet is no reason to leave the other alone.
  const connects = isFresh || (askedMs > 0 && canConnect(state));
  const lastCheckMs = atMs - (state.checkStartedAtMs ?? Number.NEGATIVE_INFINITY);
  // A link that comes and goes, or a server that wants quiet, is no reason to ask at each turn.
  const restMs = connects ? 0 : Math.max(askedMs, schedule.checkFailed.firstMs - lastCheckMs);
  const waitMs = Math.max(restMs, turnMs(draft));
  delete state.networkMissingSinceMs;
  delete state.networkTrouble;
  state.inStep = true;
  const next = connects ? "connecting" : "checking";
  if (waitMs > 0) waitFor(draft, { kind: "settling" }, waitMs, next);
  else enter(draft, next);
  if (connects && !isFresh) arm(draft, "recheck", retryAfterDelayMs(askedMs, 0, draft.roll));
}

/** The platform is at it: it is left alone for as long as it says something. */
export function stillJoining(draft: Draft, event: { readonly trouble?: NetworkTrouble }): void {
  if (event.trouble !== undefined) draft.state.networkTrouble = event.trouble;
  arm(draft, "deadline", schedule.joinDeadlineMs);
}

/** Whoever waits to see a code, or has said something, does not wait for a turn. */
function turnMs(draft: Draft): number {
  const { state, atMs, roll } = draft;
  if (!canConnect(state) || isStillToSay(draft)) return 0;
  return returnDelayMs(atMs - (state.networkMissingSinceMs ?? atMs), roll);
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
  const { phase } = state.talk;
  const planned = state.whenIdle?.what;
  state.talk = { ...state.talk, phase: "idle" };
  // In order: close code 1000, or a goodbye. Any other code is the server's trouble.
  const inOrder = end.kind === "closed" && !end.suspect && (end.code ?? 1000) === 1000;
  if (planned === "activate" || planned === "update" || (planned === "reconnect" && inOrder))
    return pause(draft);
  if (inOrder) return closedInOrder(draft);
  const lasted = draft.atMs - (state.onlineSinceMs ?? draft.atMs) >= schedule.lastedMs;
  settleSession(draft);
  const mayBeAll = lasted && phase === "idle" && !isStillToSay(draft);
  // What is said of the credentials is about this device alone: it has to know at once.
  const asks = end.suspect && maySuspect(draft);
  if (mayBeAll && !asks) broke(draft, end);
  else failed(draft, end);
}

export function waitingExpired(draft: Draft, event: { readonly slot: TimerSlot }): void {
  if (event.slot === "retry") return waited(draft);
  if (event.slot === "recheck" && draft.state.wait?.resume === "checking") return enter(draft, "checking");
  backgroundTimer(draft, event.slot as "recheck" | "overdue");
}

/** A check that was on its way meanwhile may have brought the server's wish for quiet: then the session comes first, or the wait goes on. */
function waited(draft: Draft): void {
  const { wait } = draft.state;
  const restMs = wait?.resume === "checking" ? quietMs(draft) : 0;
  if (wait === undefined || restMs === 0) return enter(draft, wait?.resume ?? "checking");
  if (canConnect(draft.state)) return enter(draft, "connecting");
  waitFor(draft, wait.reason, restMs, "checking");
}

/** A person's action ends any wait. An alert that came at rest is put away first, as in a session. */
export function goOn(draft: Draft): void {
  if (draft.state.talk.alert !== undefined) return putAway(draft);
  goOnAtOnce(draft);
}

function goOnAtOnce(draft: Draft): void {
  draft.state.idleCloses = 0;
  delete draft.state.mayBeAll;
  enter(draft, draft.state.wait?.resume ?? "checking");
}

export function sayLater(draft: Draft, event: { readonly text: string }): void {
  keepText(draft, event);
  goOnAtOnce(draft);
}

export function keepText(draft: Draft, event: { readonly text: string }): void {
  draft.state.toSay = { text: event.text, atMs: draft.atMs, tries: 0 };
}
