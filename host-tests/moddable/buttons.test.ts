import { beforeEach, describe, expect, it, vi } from "vitest";
import { createPresses } from "../../src/moddable/buttons.js";

const timers = {
  after(delayMs: number, run: () => void) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
const told = { pressed: vi.fn(), heldLong: vi.fn() };

beforeEach(() => {
  vi.useFakeTimers();
  told.pressed.mockClear();
  told.heldLong.mockClear();
});

describe("presses of a contact", () => {
  it("are one, however much it bounces", () => {
    const edge = createPresses(timers, told);
    for (const down of [true, false, true, false, true]) {
      edge(down);
      vi.advanceTimersByTime(5);
    }
    vi.advanceTimersByTime(200);
    for (const down of [false, true, false]) {
      edge(down);
      vi.advanceTimersByTime(5);
    }
    vi.advanceTimersByTime(100);
    expect(told.pressed).toHaveBeenCalledTimes(1);
    expect(told.heldLong).not.toHaveBeenCalled();
  });

  it("are none for a spike shorter than the bounce", () => {
    const edge = createPresses(timers, told);
    edge(true);
    vi.advanceTimersByTime(10);
    edge(false);
    vi.advanceTimersByTime(5_000);
    expect(told.pressed).not.toHaveBeenCalled();
    expect(told.heldLong).not.toHaveBeenCalled();
  });

  it("are one long press when held, told while held and only once", () => {
    const edge = createPresses(timers, told);
    edge(true);
    vi.advanceTimersByTime(2_100);
    expect(told.heldLong).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(5_000);
    edge(false);
    vi.advanceTimersByTime(100);
    expect(told.heldLong).toHaveBeenCalledTimes(1);
    expect(told.pressed).not.toHaveBeenCalled();
  });
});
