/** The AtomS3R's panel is told by its id, over a wire that turns around; played here by a panel that clocks its id out. */
import { beforeEach, describe, expect, it, vi } from "vitest";

const wire = vi.hoisted(() => ({
  pins: new Map<number, { mode: string; level: number }>(),
  /** The four bytes that the panel answers with. */
  id: [] as number[],
  command: 0,
  clocks: 0,
  broken: false,
}));
const driver = vi.hoisted(() => ({ sent: [] as unknown[], areas: [] as number[][] }));

const clockPin = 15;
const dataPin = 21;
const selectPin = 14;

vi.mock("timer", () => ({ default: { delay: () => {} } }));
vi.mock("embedded:io/digital", () => ({
  default: class {
    static Input = "in";
    static Output = "out";
    constructor(private readonly options: { pin: number; mode: string; initialValue?: number }) {
      if (wire.broken) throw new Error("pin in use");
      if (wire.pins.has(options.pin)) throw new Error(`pin ${options.pin} is open twice`);
      wire.pins.set(options.pin, { mode: options.mode, level: options.initialValue ?? 0 });
    }
    write(level: number) {
      const pin = wire.pins.get(this.options.pin);
      if (pin === undefined || pin.mode !== "out") throw new Error("no output");
      const rises = this.options.pin === clockPin && pin.level === 0 && level === 1;
      pin.level = level;
      if (!rises || wire.pins.get(selectPin)?.level !== 0) return;
      wire.clocks += 1;
      if (wire.clocks <= 8) wire.command = (wire.command << 1) | (wire.pins.get(dataPin)?.level ?? 0);
    }
    read() {
      // Eight clocks of the command, one to turn around.
      const bit = wire.clocks - 10;
      if (wire.command !== 0x04 || wire.pins.get(this.options.pin)?.mode !== "in") return 0;
      return ((wire.id[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1;
    }
    close() {
      wire.pins.delete(this.options.pin);
    }
  },
}));
vi.mock("ili9341", () => ({
  default: class {
    get c_dispatch() {
      return this;
    }
    command(id: number, data?: Uint8Array) {
      driver.sent.push([id, ...(data ?? [])]);
    }
    begin(...area: number[]) {
      driver.areas.push(area);
    }
  },
}));

const { default: Panel } = (await import("../../../boards/m5stack-atoms3r/panel.js" as string)) as {
  default: new (options: object) => { c_dispatch: unknown; begin(...area: number[]): void };
};

const made = (...id: number[]) => {
  wire.id = id;
  const panel = new Panel({});
  panel.begin(0, 0, 128, 128);
  return panel;
};

beforeEach(() => {
  wire.pins.clear();
  Object.assign(wire, { command: 0, clocks: 0, broken: false });
  driver.sent.length = 0;
  driver.areas.length = 0;
  vi.stubGlobal("trace", () => {});
});

describe("the panel of an AtomS3R", () => {
  it.each([
    ["GC9107", [0x00, 0x91, 0x07, 0x00]],
    ["an id that nobody knows", [0x12, 0x34, 0x56, 0x78]],
    ["no answer, high", [0xff, 0xff, 0xff, 0xff]],
  ])("stays as the target has it: %s", (_name, id) => {
    const panel = made(...id);
    expect(panel.c_dispatch).toBe(panel);
    expect(driver.sent).toEqual([]);
    expect(driver.areas).toEqual([[0, 0, 128, 128]]);
  });

  it.each([
    ["7683", [0x83, 0x76, 0x00, 0x00]],
    ["897C", [0x7c, 0x89, 0xf0, 0x00]],
  ])("is started anew as an ST7735 with the id %s, and drawn at 2, 3", (_name, id) => {
    const panel = made(...id);
    expect(panel.c_dispatch).toBeUndefined();
    expect(driver.sent).toContainEqual([0x36, 0xc8]);
    expect(driver.sent).toContainEqual([0x21]);
    // The driver adds the 32 rows of the other panel.
    expect(driver.areas).toEqual([[2, 3 - 32, 128, 128]]);
  });

  it("leaves no pin open for the driver to stumble over, and is the usual one if it can't be asked", () => {
    made(0x7c, 0x89, 0xf0, 0x00);
    expect(wire.pins.size).toBe(0);
    wire.broken = true;
    expect(made().c_dispatch).toBeDefined();
    expect(wire.pins.size).toBe(0);
  });
});
