import { expect, test } from "vitest";
import { screenOf } from "../../../src/core/screen/of.js";
import { paceText, speedText } from "../../../src/core/screen/pace.js";
import { updatingState } from "./states.js";

const pace = (toldBytesPerSecond: number, leftMs?: number) => ({
  atMs: 1_000,
  doneBytes: 1,
  measuredMs: 9_000,
  toldBytesPerSecond,
  ...(leftMs === undefined ? {} : { endsAtMs: 1_000 + leftMs }),
});

test.each([
  [3, "3 B/s"],
  [855, "860 B/s"],
  [999, "1.0 kB/s"],
  [4_249, "4.2 kB/s"],
  [61_700, "62 kB/s"],
  [144_000, "140 kB/s"],
  [999_600, "1.0 MB/s"],
  [1_260_000, "1.3 MB/s"],
])("%s bytes a second read %s", (bytes, text) => expect(speedText(bytes)).toBe(text));

test.each([
  [100, "62 kB/s, about 10 s left", "62 kB/s，约剩 10 秒"],
  [31_000, "62 kB/s, about 40 s left", "62 kB/s，约剩 40 秒"],
  [55_000, "62 kB/s, about 1 min left", "62 kB/s，约剩 1 分钟"],
  [61_000, "62 kB/s, about 2 min left", "62 kB/s，约剩 2 分钟"],
  [86_400_000, "62 kB/s", "62 kB/s"],
  [undefined, "62 kB/s", "62 kB/s"],
])("%s ms left", (leftMs, en, zh) => {
  expect(paceText(pace(62_000, leftMs), "en")).toBe(en);
  expect(paceText(pace(62_000, leftMs), "zh-CN")).toBe(zh);
});

test("the screen tells it while it installs, and no longer when it is done", () => {
  const { update, ...state } = updatingState(1, 2);
  if (update === undefined) throw new Error("no update");
  const shown = (rest: object) => screenOf({ ...state, update: { ...update, ...rest } }, "en").progress?.pace;
  expect(shown({})).toBeUndefined();
  expect(shown({ pace: { atMs: 1, doneBytes: 1, measuredMs: 0 } })).toBeUndefined();
  expect(shown({ pace: pace(62_000, 20_000) })).toBe("62 kB/s, about 20 s left");
  expect(shown({ pace: pace(62_000, 20_000), installed: true })).toBeUndefined();
});
