import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { nodeClock } from "../../../host/device/node/clock.js";
import { scaledTime } from "../../../host/device/node/scaled-time.js";
import { nodeTimers } from "../../../host/device/node/timers.js";
import { timersContract } from "../../contracts/timers.js";
import { VirtualTime } from "../../fakes/virtual-time.js";
import { failOnFault } from "./fault.js";

describe("virtual time", () => {
  timersContract(() => {
    const timers = new VirtualTime();
    return { timers, pass: async (ms) => timers.advance(ms) };
  });
});

describe("timers of Node", () => {
  const pass = (ms: number) => new Promise<void>((resume) => setTimeout(resume, ms));
  timersContract(() => ({ timers: nodeTimers(failOnFault), pass }));

  it("does not take a delay beyond 2^31 ms for none", async () => {
    const timers = nodeTimers(failOnFault);
    let calls = 0;
    const cancel = timers.after(2 ** 32, () => {
      calls += 1;
    });
    await pass(10);
    cancel();
    expect(calls).toBe(0);
  });

  it("runs nothing after close", async () => {
    const timers = nodeTimers(failOnFault);
    let calls = 0;
    timers.after(1, () => {
      calls += 1;
    });
    timers.close();
    timers.after(1, () => {
      calls += 1;
    });
    await pass(10);
    expect(calls).toBe(0);
  });

  it("survives a callback that throws", async () => {
    const faults: unknown[] = [];
    const timers = nodeTimers((error) => faults.push(error));
    timers.after(0, () => {
      throw new Error("bug");
    });
    await new Promise<void>((run) => timers.after(2, run));
    expect(faults).toHaveLength(1);
  });
});

describe("scaled time", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  timersContract(() => {
    const { timers } = scaledTime(failOnFault, 1);
    return { timers, pass: async (ms) => void vi.advanceTimersByTime(ms + 2) };
  });

  it("runs faster by the scale", () => {
    const { timers, nowMs } = scaledTime(failOnFault, 1_000);
    let calls = 0;
    timers.after(60_000, () => {
      calls += 1;
    });
    vi.advanceTimersByTime(58);
    expect(calls).toBe(0);
    vi.advanceTimersByTime(2);
    expect([calls, nowMs()]).toEqual([1, 60_000]);
  });

  it("stands still while the process is held up: a deadline is not missed for a busy computer", () => {
    const { timers, nowMs } = scaledTime(failOnFault, 20);
    let calls = 0;
    timers.after(10_000, () => {
      calls += 1;
    });
    // Ten seconds without a turn of the event loop, then one.
    vi.setSystemTime(Date.now() + 10_000);
    vi.spyOn(performance, "now").mockReturnValue(performance.now() + 10_000);
    vi.advanceTimersByTime(2);
    expect(calls).toBe(0);
    expect(nowMs()).toBeLessThan(100);
    vi.restoreAllMocks();
  });
});

describe("clock of Node", () => {
  it("keeps UTC that was set, and never moves the monotonic clock by it", () => {
    const clock = nodeClock({ utcAtStartMs: 0 });
    expect(clock.utcMs()).toBeLessThan(10_000);
    const before = clock.monotonicMs();
    clock.setUtc(1_752_119_934_489, 480);
    expect(clock.utcMs() - 1_752_119_934_489).toBeLessThan(1_000);
    expect(clock.utcMs()).toBeGreaterThanOrEqual(1_752_119_934_489);
    expect(clock.monotonicMs() - before).toBeLessThan(1_000);
  });

  it("counts whole milliseconds", () => {
    expect(Number.isInteger(nodeClock().monotonicMs())).toBe(true);
    expect(Number.isInteger(nodeClock().utcMs())).toBe(true);
  });
});
