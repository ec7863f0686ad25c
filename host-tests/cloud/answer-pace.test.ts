import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AnswerPace } from "../../host/cloud/contract.js";
import { xroboProfile } from "../../host/cloud/profiles/xrobo.js";
import { createConversation } from "../../host/cloud/session/conversation.js";
import { spokenMs } from "../../host/cloud/session/speech.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function asked(answerPace: AnswerPace, text: string) {
  const startedAtMs = Date.now();
  const sent: { what: unknown; afterMs: number }[] = [];
  const settings = {
    assistantDelayMs: answerPace === "voice" ? 50 : 0,
    answerPace,
    codeLifetimeMs: 1,
    idleCloseMs: 1,
    pingIntervalMs: 1,
    serialKeys: new Map<string, Uint8Array>(),
  };
  const conversation = createConversation(
    { settings, profile: xroboProfile, count: () => {} },
    {
      sessionId: "s",
      listsTools: false,
      send: ({ type, state }) =>
        void sent.push({ what: state === undefined ? type : state, afterMs: Date.now() - startedAtMs }),
    },
  );
  conversation.handle({ type: "listen", state: "detect", text });
  return { conversation, sent };
}

const ends = (sent: readonly { what: unknown }[]) => sent.filter(({ what }) => what === "stop").length;

describe("an answer of the development cloud", () => {
  it("takes as long as a voice needs for it", () => {
    const { sent } = asked("voice", "tell me a story");
    vi.advanceTimersByTime(60_000);
    expect(sent.map(({ what }) => what)).toEqual([
      "stt",
      "llm",
      "start",
      "sentence_start",
      "sentence_start",
      "stop",
    ]);
    const [first, second, stop] = sent.slice(3).map(({ afterMs }) => afterMs);
    expect([first, second]).toEqual([150, 150 + spokenMs("You said: tell me a story")]);
    expect(stop).toBe((second ?? 0) + spokenMs("What else can I do for you?"));
  });

  it("can be broken off while it is spoken, and is over then", () => {
    const { conversation, sent } = asked("voice", "tell me a story");
    vi.advanceTimersByTime(1_000);
    expect(ends(sent)).toBe(0);
    conversation.handle({ type: "abort" });
    expect(ends(sent)).toBe(1);
    vi.advanceTimersByTime(60_000);
    expect(ends(sent)).toBe(1);
  });

  it("is all there at once for a test", () => {
    const { sent } = asked("instant", "tell me a story");
    expect(sent.map(({ afterMs }) => afterMs)).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

it.each([
  ["Yes.", 800],
  ["What else can I do for you?", 27 * 65],
  ["你说：讲个故事", 7 * 220],
  ["x".repeat(100_000), 20_000],
  ["", 800],
])("a voice needs its time for %#", (text, ms) => {
  expect(spokenMs(text)).toBe(ms);
});
