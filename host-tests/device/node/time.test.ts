import { describe, expect, it } from "vitest";
import { nodeClock } from "../../../host/device/node/clock.js";
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

  it("runs faster by the scale", async () => {
    const timers = nodeTimers(failOnFault, 3_600);
    const began = performance.now();
    await new Promise<void>((run) => timers.after(60_000, run));
    expect(performance.now() - began).toBeLessThan(2_000);
  });

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
