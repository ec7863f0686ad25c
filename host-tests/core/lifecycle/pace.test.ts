/** The speed of an install, and when it will end: told late, and then steadily. */
import { expect, test } from "vitest";
import { type Pace, paced } from "../../../src/core/lifecycle/pace.js";

/** Blocks of 4 KiB at the given intervals. */
function download(intervalsMs: readonly number[], totalBytes?: number): Pace[] {
  const paces: Pace[] = [];
  let atMs = 1_000;
  let pace = paced(undefined, atMs, 0, totalBytes);
  intervalsMs.forEach((intervalMs, at) => {
    atMs += intervalMs;
    pace = paced(pace, atMs, (at + 1) * 4_096, totalBytes);
    paces.push(pace);
  });
  return paces;
}

const times = (count: number, valueMs: number | ((at: number) => number)): number[] =>
  Array.from({ length: count }, (_, at) => (typeof valueMs === "number" ? valueMs : valueMs(at)));

const told = (paces: readonly Pace[]) => paces.map((pace) => pace.toldBytesPerSecond);

test("nothing is told before four seconds have been measured", () => {
  const paces = download(times(60, 100), 1_000_000);
  const first = paces.findIndex((pace) => pace.toldBytesPerSecond !== undefined);
  expect(first).toBe(39);
  expect(paces[first - 1]?.endsAtMs).toBeUndefined();
  expect(paces[first]?.toldBytesPerSecond).toBeCloseTo(40_960, 0);
});

test("an even download ends when it was said to", () => {
  const paces = download(times(200, 100), 4_096 * 200);
  const ends = new Set(paces.map((pace) => pace.endsAtMs).filter((each) => each !== undefined));
  expect([...ends].map(Math.round)).toEqual([21_000]);
});

test("a speed that goes up and down around its mean is told as one number", () => {
  const paces = download(
    times(600, (at) => (Math.floor(at / 20) % 2 ? 70 : 130)),
    10_000_000,
  );
  expect(new Set(told(paces).slice(100)).size).toBeLessThanOrEqual(3);
});

test("what is told changes every two seconds at most", () => {
  const paces = download(
    times(400, (at) => 20 + ((at * 7_919) % 300)),
    10_000_000,
  );
  const changes = paces.filter((pace, at) => at > 0 && pace !== paces[at - 1]).map((pace) => pace.atMs);
  const gaps = changes.slice(1).map((atMs, at) => atMs - (changes[at] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2_000);
});

test("the time left goes down from report to report of a wavering download", () => {
  const paces = download(
    times(500, (at) => (Math.floor(at / 15) % 2 ? 85 : 115)),
    4_096 * 500,
  );
  const left = paces.flatMap(({ endsAtMs, atMs }) => (endsAtMs === undefined ? [] : [endsAtMs - atMs]));
  expect(left.filter((ms, at) => at > 0 && ms > (left[at - 1] ?? 0))).toEqual([]);
});

test("a download that becomes much slower is told so", () => {
  const paces = download([...times(200, 50), ...times(200, 500)], 4_096 * 800);
  expect(paces.at(-1)?.toldBytesPerSecond).toBeLessThan(12_000);
  expect(paces.at(-1)?.endsAtMs).toBeGreaterThan(250_000);
});

test("of an unknown size only the speed is told", () => {
  const last = download(times(100, 100)).at(-1);
  expect(last?.toldBytesPerSecond).toBeCloseTo(40_960, 0);
  expect(last?.endsAtMs).toBeUndefined();
});

test("what begins anew is measured anew, and what was there before does not count", () => {
  const before = download(times(100, 100)).at(-1);
  expect(paced(before, 20_000, 0, undefined)).toEqual({ atMs: 20_000, doneBytes: 0, measuredMs: 0 });
  const resumed = paced(
    paced(paced(undefined, 0, 500_000, undefined), 2_000, 520_000, undefined),
    4_000,
    540_000,
    undefined,
  );
  expect(resumed.toldBytesPerSecond).toBe(10_000);
});

test("nothing is told of a download that stands still from the start, or of a clock that does", () => {
  const still = [2_000, 4_000, 6_000].reduce<Pace | undefined>(
    (pace, atMs) => paced(pace, atMs, 0, 100),
    undefined,
  );
  expect(still?.toldBytesPerSecond).toBeUndefined();
  expect(paced(paced(undefined, 5, 0, 9), 5, 9, 9).bytesPerSecond).toBeUndefined();
});
