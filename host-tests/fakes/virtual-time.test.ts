import { expect, test } from "vitest";
import { VirtualTime } from "./virtual-time.js";

test("due callbacks run in order of time, then of arming, and each sees its own due time", () => {
  const time = new VirtualTime({ utcMs: 1_000 });
  const seen: string[] = [];
  const arm = (name: string, delayMs: number) =>
    time.after(delayMs, () => seen.push(`${name}@${time.monotonicMs()}/${time.utcMs()}`));
  arm("late", 20);
  arm("first", 10);
  arm("second", 10);
  time.advance(25);
  expect(seen).toEqual(["first@10/1010", "second@10/1010", "late@20/1020"]);
  expect(time.monotonicMs()).toBe(25);
});

test("what is armed on the way runs if it falls due, and nothing runs inside after", () => {
  const time = new VirtualTime();
  const seen: number[] = [];
  time.after(10, () => {
    time.after(0, () => seen.push(time.monotonicMs()));
    time.after(5, () => seen.push(time.monotonicMs()));
    time.after(6, () => seen.push(time.monotonicMs()));
    expect(seen).toEqual([]);
  });
  time.advance(15);
  expect(seen).toEqual([10, 15]);
  expect(time.pendingCount).toBe(1);
  expect(time.nextDueMs).toBe(16);
});

test("a cancelled timer neither runs nor counts, and cancelling again is harmless", () => {
  const time = new VirtualTime();
  const cancel = time.after(5, () => expect.unreachable());
  cancel();
  cancel();
  expect(time.pendingCount).toBe(0);
  time.advance(10);
});

test("setting UTC does not move the monotonic clock", () => {
  const time = new VirtualTime();
  time.advance(7);
  time.setUtc(1_752_119_934_489, 480);
  time.advance(3);
  expect([time.monotonicMs(), time.utcMs(), time.zoneOffsetMinutes]).toEqual([10, 1_752_119_934_492, 480]);
});

test("a timer that re-arms itself without moving time is stopped and named", () => {
  const time = new VirtualTime();
  let turns = 0;
  function pollForever() {
    turns++;
    time.after(0, pollForever);
  }
  time.after(3, pollForever);
  expect(() => time.advance(10)).toThrow(/"pollForever" re-armed 10000 times at 3 ms.*virtual-time\.test/);
  expect(turns).toBe(10_000);
});

test("a timer that re-arms itself with time moving is fine", () => {
  const time = new VirtualTime();
  let turns = 0;
  function tick() {
    turns++;
    time.after(1, tick);
  }
  tick();
  time.advance(30_000);
  expect(turns).toBe(30_001);
});
