/** What can happen to a device, one example of each kind: the abstract environment of the lifecycle. */
import type { CheckFailure } from "../../../src/core/failure.js";
import type { CheckSummary, Posted } from "../../../src/core/lifecycle/events.js";
import { timerSlots } from "../../../src/core/lifecycle/names.js";
import type { Remembered } from "../../../src/core/lifecycle/start.js";
import type { StateData } from "../../../src/core/lifecycle/state.js";
import type { SessionEnd } from "../../../src/core/session/session.js";

export const bound: CheckSummary = { offered: ["mqtt", "websocket"] };
export const unbound: CheckSummary = {
  offered: ["websocket"],
  activation: { code: "012345", message: "http://console\n012345", challenge: "c" },
};
const otherCode: CheckSummary = { ...unbound, activation: { code: "999999", message: "", challenge: "" } };
export const newer: CheckSummary = {
  offered: ["mqtt", "websocket"],
  firmware: { version: "1.0.1", url: "https://dl.example/fw.bin", force: false },
};
const noTransport: CheckSummary = { offered: [] };
const replies: readonly CheckSummary[] = [bound, unbound, otherCode, newer, noTransport];

export const unreachable: CheckFailure = { kind: "unreachable", stage: "tcp", detail: "refused" };
/** Longer than any wait that the device gives itself after a failure. */
const askedQuiet: CheckFailure = { kind: "http", status: 503, text: "", retryAfterMs: 1_200_000 };

export const ends = {
  suspect: { kind: "refused", code: 401, suspect: true, detail: "401" },
  helloTimeout: { kind: "helloTimeout", suspect: true, detail: "no hello" },
  lost: { kind: "lost", suspect: false, detail: "reset" },
  goingAway: { kind: "closed", code: 1001, suspect: false, detail: "going away" },
  normal: { kind: "closed", code: 1000, suspect: false, detail: "bye" },
  unreachable: { kind: "unreachable", suspect: false, detail: "refused" },
} as const satisfies Record<string, SessionEnd>;

const messages = [
  { type: "stt", text: "x" },
  { type: "tts", state: "start" },
  { type: "tts", state: "stop", aborted: false },
  { type: "llm", emotion: "happy", text: "" },
  { type: "alert", status: "s", message: "m", emotion: "sad" },
  { type: "notify", event: "config_updated" },
  { type: "goodbye" },
  { type: "system", command: "reboot" },
] as const;

const outcomes = [
  { kind: "bound" },
  { kind: "pending" },
  { kind: "unsupported", answer: "HTTP status 404" },
  { kind: "failed", failure: unreachable },
] as const;

/**
 * The pasts from which a life is looked at. `failing`: sessions have failed until one more of them counts; told apart by the edges that
 * the rules ask about, such a state is never come by from one in which none has failed.
 */
export const pasts = {
  new: { bound: false, offered: [], firmwareAttempts: [] },
  known: { bound: true, offered: ["websocket"], proven: "websocket", firmwareAttempts: [] },
  failing: { bound: true, offered: ["websocket"], proven: "websocket", firmwareAttempts: [] },
} as const satisfies Record<string, Remembered>;

export type PastName = keyof typeof pasts;
export const pastNames: readonly PastName[] = ["new", "known", "failing"];

/** Of a network and a person, whatever the state. */
const atAnyTime: readonly Posted[] = [
  { type: "networkUp" },
  { type: "networkDown" },
  { type: "unprovisioned" },
  { type: "pressed" },
  { type: "said", text: "hi" },
];

/** A token that is never handed out: of an answer to something long given up. */
const staleToken = -1;

/** Answers that come after all, to what was given up before the present state. */
export const stale: readonly Posted[] = [
  { type: "checked", token: staleToken, reply: unbound },
  { type: "activated", token: staleToken, outcome: { kind: "bound" } },
  { type: "opened", token: staleToken, sessionId: "old" },
  { type: "message", token: staleToken, message: { type: "system", command: "reboot" } },
  { type: "rested", token: staleToken },
  { type: "ended", token: staleToken, end: ends.suspect },
  { type: "installed", token: staleToken },
  ...timerSlots.map((slot) => ({ type: "expired", slot, token: staleToken }) as const),
];

/** Everything that can happen in this state but timers. */
export function happenings({ name, pending, settings, transport }: StateData): Posted[] {
  if (name === "starting") return [{ type: "started" }, { type: "pressed" }, { type: "said", text: "hi" }];
  const { check, activate, session, install } = pending;
  const list: Posted[] = [...atAnyTime];
  if (name === "joining")
    list.push({ type: "networkDown", trouble: { kind: "wrongPassword", ssid: "home" } });
  if (check !== undefined) {
    for (const reply of replies) list.push({ type: "checked", token: check, reply });
    for (const failure of [unreachable, askedQuiet])
      list.push({ type: "checkFailed", token: check, failure });
  }
  if (activate !== undefined)
    for (const outcome of outcomes) list.push({ type: "activated", token: activate, outcome });
  if (session !== undefined) {
    if (name === "connecting") list.push({ type: "opened", token: session, sessionId: "s" });
    if (name === "online" && transport === "mqtt") list.push({ type: "rested", token: session });
    for (const end of Object.values(ends)) list.push({ type: "ended", token: session, end });
    for (const message of messages) list.push({ type: "message", token: session, message });
  }
  if (install !== undefined) {
    list.push({ type: "progress", token: install, doneBytes: 1 });
    list.push({ type: "installed", token: install });
    list.push({ type: "installFailed", token: install, reason: `not ${settings.version}` });
  }
  return list;
}

/** The timers that are armed, each as it will expire. */
export function expiries({ pending }: StateData): Extract<Posted, { type: "expired" }>[] {
  return timerSlots.flatMap((slot) => {
    const token = pending[slot];
    return token === undefined ? [] : [{ type: "expired", slot, token } as const];
  });
}
