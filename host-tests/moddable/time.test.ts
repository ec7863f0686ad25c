/** Timers and clock over the SDK's, whose ticks wrap and whose callbacks must not throw. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { moddableClock } from "../../src/moddable/clock.js";
import { createGuard } from "../../src/moddable/guard.js";
import { moddableTimers } from "../../src/moddable/timers.js";
import { timersContract } from "../contracts/timers.js";

const sdk = vi.hoisted(() => ({ ticks: 0, setSeconds: 0 }));

vi.mock("timer", () => ({
  default: {
    set: (run: (timer: NodeJS.Timeout) => void, delayMs: number) => {
      if (!(delayMs <= 0x7fff_ffff)) throw new RangeError("delay");
      const timer: NodeJS.Timeout = setTimeout(() => run(timer), delayMs);
      return timer;
    },
    clear: (timer: NodeJS.Timeout) => clearTimeout(timer),
  },
}));

vi.mock("time", () => ({
  default: {
    set: (seconds: number) => {
      sdk.setSeconds = seconds;
    },
    get ticks() {
      return sdk.ticks | 0;
    },
    delta: (start: number, end: number) => (end - start) | 0,
  },
}));

const log = { write: vi.fn() };
const timers = moddableTimers(createGuard(log));

beforeEach(() => {
  vi.useFakeTimers();
  log.write.mockClear();
  sdk.ticks = 0;
});

describe("timers over the SDK's", () => {
  timersContract(() => ({
    timers,
    pass: async (ms) => {
      await vi.advanceTimersByTimeAsync(ms);
    },
  }));

  it("write what a callback throws to the log: on XS it would end the program", () => {
    timers.after(1, () => {
      throw new Error("boom");
    });
    vi.advanceTimersByTime(1);
    expect(log.write).toHaveBeenCalledWith("error", "a callback failed: boom");
  });

  it("take a delay longer than the SDK counts, and one that is no whole number", () => {
    const run = vi.fn();
    timers.after(1e12, run)();
    timers.after(0.5, run);
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledTimes(1);
  });
});

describe("clock over the SDK's", () => {
  it("goes on across the wrap of the ticks", () => {
    sdk.ticks = 0x7fff_fff0;
    const clock = moddableClock();
    const before = clock.monotonicMs();
    sdk.ticks += 0x20;
    expect(clock.monotonicMs() - before).toBe(0x20);
    for (let turn = 0; turn < 4; turn++) {
      sdk.ticks += 0x5000_0000;
      clock.monotonicMs();
    }
    expect(clock.monotonicMs() - before).toBe(0x20 + 4 * 0x5000_0000);
  });

  it("never goes back", () => {
    sdk.ticks = 1_000;
    const clock = moddableClock();
    const before = clock.monotonicMs();
    sdk.ticks = 900;
    expect(clock.monotonicMs()).toBeGreaterThanOrEqual(before);
  });

  it("tells UTC to the millisecond, whole seconds being all that the SDK sets, and leaves the zone out", () => {
    const clock = moddableClock();
    clock.setUtc(1_800_000_000_123, 480);
    expect(clock.utcMs()).toBe(1_800_000_000_123);
    expect(sdk.setSeconds).toBe(1_800_000_000);
    vi.advanceTimersByTime(77);
    expect(clock.utcMs()).toBe(1_800_000_000_200);
  });

  it("follows SNTP for a day, whatever a server says meanwhile, and the server again after that", () => {
    const clock = moddableClock();
    const pass = (ms: number) => {
      // The SDK's count of ticks is read at least once in 24 days.
      sdk.ticks += ms;
      vi.advanceTimersByTime(ms);
    };
    clock.setUtc(1_800_000_000_000, 480);
    expect(clock.utcMs()).toBe(1_800_000_000_000);
    clock.setFromSntp(1_900_000_000_123);
    expect(clock.utcMs()).toBe(1_900_000_000_123);
    expect(sdk.setSeconds).toBe(1_900_000_000);
    pass(86_399_999);
    clock.setUtc(1_800_000_000_000, 480);
    expect(clock.utcMs()).toBe(1_900_086_400_122);
    pass(1);
    clock.setUtc(1_800_000_000_000, 480);
    expect(clock.utcMs()).toBe(1_800_000_000_000);
    clock.setFromSntp(1_900_000_000_000);
    clock.setFromSntp(1_900_000_000_001);
    expect(clock.utcMs()).toBe(1_900_000_000_001);
  });

  it("tells the time of day in the zone that the cloud has told, and none before", () => {
    vi.setSystemTime(0);
    const clock = moddableClock();
    expect(clock.timeOfDay()).toBeUndefined();
    clock.setUtc(Date.UTC(2026, 0, 15, 16, 5), undefined);
    expect(clock.timeOfDay()).toBeUndefined();
    clock.setUtc(Date.UTC(2026, 0, 15, 16, 5), 480);
    expect(clock.timeOfDay()).toBe("0:05");
    clock.setUtc(Date.UTC(2026, 0, 15, 1, 41), -210);
    expect(clock.timeOfDay()).toBe("22:11");
  });

  it("takes no zone that isn't one: 8 was meant as hours", () => {
    vi.setSystemTime(0);
    const clock = moddableClock();
    clock.setUtc(Date.UTC(2026, 0, 15, 16, 5), 8);
    expect(clock.timeOfDay()).toBeUndefined();
  });
});
