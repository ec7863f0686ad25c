/** Touch chips that are absent, fail or say odd things, behind the SDK's own rules for a driver. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const clock = { nowMs: 0 };
vi.mock("time", () => ({
  default: {
    get ticks() {
      return clock.nowMs;
    },
    delta: (start: number) => clock.nowMs - start,
  },
}));

const { default: GuardedTouch } = await import("../../src/esp32/display/touch.js");

const lines: string[] = [];
let made: FakeChip | undefined;

class FakeChip {
  static missing = false;
  points: (TouchPoint | undefined)[] | undefined = [];
  fails = false;
  asked = 0;
  readonly configuration: { interrupt: boolean } = { interrupt: true };
  constructor(readonly options: TouchOptions) {
    if (FakeChip.missing) throw new Error("I2C write failed");
    made = this;
  }
  sample() {
    this.asked += 1;
    if (this.fails) throw new Error("I2C read failed");
    return this.points;
  }
  close() {
    throw new Error("already closed");
  }
}

beforeEach(() => {
  lines.length = 0;
  clock.nowMs = 0;
  FakeChip.missing = false;
  vi.stubGlobal("trace", (line: string) => lines.push(line.trim()));
  vi.stubGlobal("device", { sensor: { Touch: FakeChip } });
});
afterEach(() => void vi.unstubAllGlobals());

describe("the touch of a board", () => {
  it("is none where the chip doesn't answer: a line in the log, and nobody has to ask it", () => {
    FakeChip.missing = true;
    const touch = new GuardedTouch({ onSample: () => {} });
    expect(touch.configuration.interrupt).toBe(true);
    expect(touch.sample()).toBeUndefined();
    expect(() => touch.close()).not.toThrow();
    expect(lines).toEqual(["warn the display can't be touched: I2C write failed"]);
  });

  it.each([[undefined], [{}], [{ sensor: {} }]])("is none where the board names no chip (%j)", (device) => {
    vi.stubGlobal("device", device);
    expect(new GuardedTouch({}).configuration.interrupt).toBe(true);
    expect(lines).toEqual([]);
  });

  it("lets no exception out of what the chip calls, not even before the constructor is done", () => {
    new GuardedTouch({
      onSample: () => {
        throw new Error("cannot read property sample of undefined");
      },
    });
    expect(() => made?.options.onSample?.()).not.toThrow();
    expect(() => made?.options.onError?.("unexpected chip")).not.toThrow();
    expect(lines).toHaveLength(2);
  });

  it("tells a lasting fault once, rests after twenty, and works again when the chip does", () => {
    const touch = new GuardedTouch({});
    if (made === undefined) throw new Error("no chip was made");
    made.fails = true;
    for (let poll = 0; poll < 1_000; poll++) {
      expect(touch.sample()).toBeUndefined();
      clock.nowMs += 16;
    }
    expect(lines).toHaveLength(1);
    expect(made.asked).toBeLessThan(100);
    made.fails = false;
    made.points = [{ id: 0, x: 1, y: 2 }];
    clock.nowMs += 5_000;
    expect(touch.sample()).toEqual([{ id: 0, x: 1, y: 2 }]);
  });

  it("hands on the first finger alone, without the holes that drivers leave", () => {
    const touch = new GuardedTouch({});
    if (made === undefined) throw new Error("no chip was made");
    made.points = [undefined, { id: 0, x: 1, y: 2 }, { id: 1, x: 3, y: 4 }];
    expect(touch.sample()).toEqual([{ id: 0, x: 1, y: 2 }]);
    made.points = undefined;
    expect(touch.sample()).toBeUndefined();
  });
});
