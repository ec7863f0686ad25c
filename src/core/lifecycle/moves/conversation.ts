/** What is said in a session, as far as the device's life and screen are concerned. MCP is answered elsewhere. */
import { frozen } from "../../frozen.js";
import { schedule } from "../../schedule.js";
import type { ServerMessage } from "../../session/messages.js";
import { arm, type Draft, release } from "../draft.js";
import { enter } from "../enter.js";
import type { TimerSlot } from "../names.js";
import type { StateData, Talk } from "../state.js";
import { usableTransports } from "../transport-choice.js";
import { backgroundTimer } from "./check.js";
import { pause } from "./pause.js";

function talk(draft: Draft, change: Partial<Talk>): void {
  draft.state.talk = { ...draft.state.talk, ...change };
}

/** The turn goes on; if nothing more comes, or something has waited too long for its end, it is over. */
function goesOn(draft: Draft): void {
  const { whenIdle } = draft.state;
  if (whenIdle !== undefined && draft.atMs - whenIdle.sinceMs >= schedule.pauseAtTheLatestMs)
    return turnOver(draft);
  arm(draft, "turn", schedule.turnMs);
}

function turnOver(draft: Draft): void {
  release(draft, "turn");
  // The cloud has had its time: an alert, or nothing, was all the answer.
  delete draft.state.toSay;
  talk(draft, { phase: "idle" });
  pause(draft);
}

type On = {
  [T in ServerMessage["type"]]?: (draft: Draft, message: Extract<ServerMessage, { type: T }>) => void;
};

const on: On = frozen({
  stt: (draft, message) => {
    const { phase, turns } = draft.state.talk;
    // The cloud repeats what was typed: that is the same turn.
    const counted = phase === "idle" ? turns + 1 : turns;
    delete draft.state.toSay;
    talk(draft, { phase: "listening", user: message.text, assistant: "", turns: counted });
    goesOn(draft);
  },
  tts: (draft, message) => {
    if (message.state === "stop") {
      // A second stop may follow late, when the next turn has begun: only what is spoken can be stopped.
      if (draft.state.talk.phase === "speaking") turnOver(draft);
      return;
    }
    delete draft.state.toSay;
    if (message.state === "start") talk(draft, { phase: "speaking", assistant: "" });
    else talk(draft, { phase: "speaking", assistant: message.text });
    goesOn(draft);
  },
  llm: (draft, message) => talk(draft, { emotion: message.emotion }),
  alert: (draft, message) => {
    const { status, message: text, emotion } = message;
    talk(draft, { alert: { status, message: text, emotion } });
  },
  error: (draft, { message }) => {
    // The answer to what was said, then: nothing else will come.
    delete draft.state.toSay;
    talk(draft, { alert: { status: "", message, emotion: "confused" } });
    if (draft.state.talk.phase === "listening") turnOver(draft);
  },
  notify: (draft, message) => {
    if (message.event !== "config_updated") return;
    // An update or a new code that already waits for the pause reconnects too, and is more urgent.
    draft.state.whenIdle ??= { what: "reconnect", sinceMs: draft.atMs };
    pause(draft);
  },
  system: (draft, message) => {
    if (message.command === "reboot") reboot(draft);
  },
});

function reboot({ state, atMs, effects }: Draft): void {
  if (atMs >= (state.noRebootUntilMs ?? atMs)) {
    // Flash may not take the note without which there is no restart: that, too, is not tried at each word.
    state.noRebootUntilMs = atMs + schedule.rebootIntervalMs;
    effects.push({ do: "restart", reason: "asked for by the cloud", onTheCloudsWord: true });
  } else
    effects.push({
      do: "log",
      level: "warn",
      line: "the cloud asks for a restart again so soon: not obeyed",
      once: true,
    });
}

export function message(draft: Draft, event: { readonly message: ServerMessage }): void {
  (on[event.message.type] as ((draft: Draft, message: ServerMessage) => void) | undefined)?.(
    draft,
    event.message,
  );
}

/** Said, and kept until the cloud has answered: a session may be ending just now. */
export function say(draft: Draft, event: { readonly text: string }): void {
  sayAgain(draft, { text: event.text, atMs: draft.atMs, tries: 0 });
}

export function sayAgain(draft: Draft, toSay: NonNullable<StateData["toSay"]>): void {
  const { state } = draft;
  state.toSay = { ...toSay, tries: toSay.tries + 1 };
  state.idleCloses = 0;
  const { alert: _seen, ...rest } = state.talk;
  state.talk = { ...rest, phase: "listening", user: toSay.text, assistant: "", turns: rest.turns + 1 };
  draft.effects.push({ do: "send", message: { type: "listen", state: "detect", text: toSay.text } });
  arm(draft, "turn", schedule.turnMs);
}

/** The button: interrupts the assistant, or puts an alert away. */
export function interrupt(draft: Draft): void {
  const { state } = draft;
  state.idleCloses = 0;
  if (state.talk.phase === "speaking") draft.effects.push({ do: "send", message: { type: "abort" } });
  putAway(draft);
}

export function putAway({ state }: Draft): void {
  const { alert: _seen, ...rest } = state.talk;
  state.talk = rest;
}

/** Only where there is a way back, and nothing is heard or shown that would be lost with the session. */
function renew(draft: Draft): void {
  const { state } = draft;
  state.inStep = false;
  const { phase, alert } = state.talk;
  if (phase === "idle" && alert === undefined && usableTransports(state).length > 0)
    enter(draft, "connecting");
}

export function onlineExpired(draft: Draft, event: { readonly slot: TimerSlot }): void {
  if (event.slot === "turn") return turnOver(draft);
  if (event.slot === "renew") return renew(draft);
  backgroundTimer(draft, event.slot as "recheck" | "overdue");
}
