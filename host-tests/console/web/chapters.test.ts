import { expect, test } from "vitest";
import type { TimedEvent } from "../../../host/console/contract.js";
import { chaptersDone } from "../../../host/console/web/virtual/chapters.js";

const code = { event: "activation", code: "608303", message: "" } as const;
const online = { event: "online", transport: "websocket", session: "s" } as const;
const talk = {
  event: "message",
  direction: "out",
  message: { type: "listen", state: "detect", text: "hello" },
} as const;
const eventsOf = (...events: TimedEvent["event"][]): TimedEvent[] =>
  events.map((event, at) => ({ number: at + 1, atMs: at, at: "", event }));

test.each([
  [[], 0],
  [[code], 1],
  [[code, code], 1],
  [[code, online], 2],
  [[online], 2],
  [[code, online, online, talk], 3],
  [[code, online, talk, talk, code], 4],
  [[code, online, code], 4],
  [[code, online, talk, code, code, online], 5],
])("%j: %i chapters are behind", (events, done) => {
  expect(chaptersDone(eventsOf(...events))).toBe(done);
});
