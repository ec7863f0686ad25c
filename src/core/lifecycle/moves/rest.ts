/** The cloud ends a session in which nothing is said: within reach or not, until somebody wants something. */

import { delayMs, schedule } from "../../schedule.js";
import type { ServerMessage } from "../../session/messages.js";
import type { SessionEnd } from "../../session/session.js";
import type { Draft } from "../draft.js";
import { connect, enter, rest, waitFor } from "../enter.js";
import { isStillToSay, settleSession } from "../session-aftermath.js";
import { broke } from "./broken.js";
import { message } from "./conversation.js";
import { pause } from "./pause.js";

/**
 * The close of a session in order, and what it says of the server: one that closes young sessions, or (offline) idle ones, is left alone.
 * That somebody spoke in a young one is only the server's word; who presses or types begins the count anew.
 */
function settleClose(draft: Draft): void {
  const { state, atMs } = draft;
  const ageMs = atMs - (state.onlineSinceMs ?? atMs);
  const isYoung = ageMs < schedule.youngMs;
  const { rest } = state.settings;
  const counts = isYoung || (rest === "offline" && state.talk.turns === 0);
  settleSession(draft);
  state.openFailures = 0;
  state.openFailuresHere = 0;
  state.mayBeAll = true;
  state.idleCloses = counts ? state.idleCloses + 1 : rest === "offline" ? 1 : 0;
}

/** Twice at the same age, and it is no accident: this server closes what is quiet for so long. */
function noteQuietLimit(draft: Draft): void {
  const { state, atMs } = draft;
  const ageMs = atMs - (state.onlineSinceMs ?? atMs);
  if (ageMs < schedule.youngMs || state.talk.turns > 0) return;
  const before = state.quietClosedAfterMs ?? Number.POSITIVE_INFINITY;
  state.quietClosedAfterMs = ageMs;
  if (state.inStep && Math.abs(ageMs - before) <= ageMs * schedule.sameAgeShare) state.renewsWithinMs = ageMs;
}

/** With the connection, as every websocket. */
export function closedInOrder(draft: Draft): void {
  noteQuietLimit(draft);
  settleClose(draft);
  if (isStillToSay(draft)) return connect(draft);
  waitClosed(draft);
}

function waitClosed(draft: Draft): void {
  const { settings, idleCloses } = draft.state;
  const backoff = settings.rest === "offline" ? schedule.restsOffline : schedule.closedInOrder;
  waitFor(draft, { kind: "idle" }, delayMs(backoff, idleCloses - 1, draft.roll), "connecting");
}

/** Without the connection: that stays. */
export function rested(draft: Draft): void {
  const { state } = draft;
  const planned = state.whenIdle?.what;
  state.talk = { ...state.talk, phase: "idle" };
  if (planned === "activate" || planned === "update") return pause(draft);
  settleClose(draft);
  if (state.settings.rest === "offline" && !isStillToSay(draft)) return waitClosed(draft);
  // Also if new settings are to be fetched by a new session: the next one does.
  rest(draft);
  if (isStillToSay(draft)) enter(draft, "connecting");
}

/** The kept connection is gone. */
export function restEnded(draft: Draft, event: { readonly end: SessionEnd }): void {
  // It was not for idleness that the session before was ended.
  if (draft.state.idleCloses > 1) waitClosed(draft);
  else broke(draft, event.end);
}

/**
 * Without a session the cloud can show an alert and restart the device (and use its tools, which is answered elsewhere). If it
 * begins to talk, the device opens the session for that: hello comes from us. Anything else is about a session.
 */
export function messageAtRest(draft: Draft, event: { readonly message: ServerMessage }): void {
  const { type } = event.message;
  if (type === "alert" || type === "error" || type === "system") return message(draft, event);
  const talks = type === "stt" || (type === "tts" && event.message.state !== "stop");
  if (talks && mayBeOpened(draft)) enter(draft, "connecting");
}

/**
 * A server that ends each session as soon as it is open, and begins to talk again: it is followed at the pace of those waits. One short
 * conversation is no such thing.
 */
function mayBeOpened({ state: { idleCloses, wait }, atMs }: Draft): boolean {
  if (idleCloses <= 1 || wait?.reason.kind !== "resting") return true;
  return atMs - wait.reason.sinceMs >= delayMs(schedule.closedInOrder, idleCloses - 2, 0);
}
