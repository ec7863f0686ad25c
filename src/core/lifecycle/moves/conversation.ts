/** What is said in a session, as far as the device's life and screen are concerned. MCP is answered elsewhere. */
import type { ServerMessage } from "../../session/messages.js";
import { arm, type Draft, release } from "../draft.js";
import type { TimerSlot } from "../names.js";
import { schedule } from "../schedule.js";
import type { Talk } from "../state.js";
import { backgroundTimer } from "./check.js";
import { pause } from "./pause.js";

function talk(draft: Draft, change: Partial<Talk>): void {
  draft.state.talk = { ...draft.state.talk, ...change };
}

/** The turn goes on; if nothing more comes, it is over. */
const goesOn = (draft: Draft): void => arm(draft, "turn", schedule.turnMs);

function turnOver(draft: Draft): void {
  release(draft, "turn");
  talk(draft, { phase: "idle" });
  pause(draft);
}

type On = {
  [T in ServerMessage["type"]]?: (draft: Draft, message: Extract<ServerMessage, { type: T }>) => void;
};

const on: On = {
  stt: (draft, message) => {
    talk(draft, { phase: "listening", user: message.text, assistant: "", turns: draft.state.talk.turns + 1 });
    goesOn(draft);
  },
  tts: (draft, message) => {
    if (message.state === "stop") return turnOver(draft);
    if (message.state === "start") talk(draft, { phase: "speaking", assistant: "" });
    else talk(draft, { phase: "speaking", assistant: message.text });
    goesOn(draft);
  },
  llm: (draft, message) => talk(draft, { emotion: message.emotion }),
  alert: (draft, message) => {
    const { status, message: text, emotion } = message;
    talk(draft, { alert: { status, message: text, emotion } });
  },
  notify: (draft, message) => {
    if (message.event !== "config_updated") return;
    // An update or a new code that already waits for the pause reconnects too, and is more urgent.
    draft.state.whenIdle ??= "reconnect";
    pause(draft);
  },
  system: (draft, message) => {
    if (message.command === "reboot") draft.effects.push({ do: "restart", reason: "asked for by the cloud" });
  },
};

export function message(draft: Draft, event: { readonly message: ServerMessage }): void {
  (on[event.message.type] as ((draft: Draft, message: ServerMessage) => void) | undefined)?.(
    draft,
    event.message,
  );
}

export function say(draft: Draft, event: { readonly text: string }): void {
  const { state } = draft;
  state.idleCloses = 0;
  const { alert: _seen, ...rest } = state.talk;
  state.talk = { ...rest, phase: "listening", user: event.text, assistant: "", turns: rest.turns + 1 };
  draft.effects.push({ do: "send", message: { type: "listen", state: "detect", text: event.text } });
  goesOn(draft);
}

/** The button: interrupts the assistant, or puts an alert away. */
export function interrupt(draft: Draft): void {
  const { state } = draft;
  state.idleCloses = 0;
  if (state.talk.phase === "speaking") draft.effects.push({ do: "send", message: { type: "abort" } });
  const { alert: _seen, ...rest } = state.talk;
  state.talk = rest;
}

export function onlineExpired(draft: Draft, event: { readonly slot: TimerSlot }): void {
  if (event.slot === "turn") return turnOver(draft);
  backgroundTimer(draft, event.slot as "recheck" | "overdue");
}
