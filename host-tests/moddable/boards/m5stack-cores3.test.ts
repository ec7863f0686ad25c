/** Power, panel and backlight of the CoreS3 hang on two chips on one bus. Either may not answer. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const bus = { silent: new Set<number>(), written: [] as number[][], open: 0 };

class FakeBus {
  readonly #address: number;
  constructor({ address }: { address: number }) {
    this.#address = address;
    bus.open += 1;
  }
  writeUint8(register: number, value: number) {
    if (bus.silent.has(this.#address)) throw new Error("NAK");
    bus.written.push([this.#address, register, value]);
  }
  readUint8() {
    return 0xbf;
  }
  close() {
    bus.open -= 1;
  }
}

vi.mock("timer", () => ({ default: { delay: () => {} } }));
vi.stubGlobal("device", { io: { SMBus: FakeBus }, I2C: { internal: { data: 12, clock: 11 } } });
const lines: string[] = [];
vi.stubGlobal("trace", (line: string) => lines.push(line));

const { default: setup } = (await import("../../../boards/m5stack-cores3/setup-target.js" as string)) as {
  default: (done: () => void) => void;
};
const { Backlight } = (globalThis as unknown as { Host: { Backlight: new (percent?: number) => unknown } })
  .Host;

beforeEach(() => {
  bus.silent.clear();
  bus.written.length = 0;
  lines.length = 0;
});
afterEach(() => expect(bus.open).toBe(0));

describe("the start of a CoreS3", () => {
  it("gives power first, then lets the panel out of its reset, and goes on", () => {
    const done = vi.fn();
    setup(done);
    expect(done).toHaveBeenCalledTimes(1);
    expect(bus.written[0]).toEqual([0x34, 0x90, 0xbf]);
    expect(bus.written.filter(([address, register]) => address === 0x58 && register === 0x03)).toEqual([
      [0x58, 0x03, 0b1000_0011],
      [0x58, 0x03, 0b1000_0001],
      [0x58, 0x03, 0b1010_0011],
    ]);
  });

  it.each([0x34, 0x58])("goes on without the chip 0x%x", (address) => {
    bus.silent.add(address);
    const done = vi.fn();
    setup(done);
    expect(done).toHaveBeenCalledTimes(1);
    expect(lines).toHaveLength(1);
    expect(() => new Backlight(80)).not.toThrow();
  });

  it.each([
    [100, [0x34, 0x99, 28], [0x34, 0x90, 0xbf]],
    [50, [0x34, 0x99, 24], [0x34, 0x90, 0xbf]],
  ])("sets the backlight by the voltage of DLDO1 (%i %%)", (percent, voltage, switched) => {
    new Backlight(percent);
    expect(bus.written).toEqual([voltage, switched]);
  });

  it("turns the backlight off by its switch", () => {
    new Backlight(0);
    expect(bus.written).toEqual([[0x34, 0x90, 0x3f]]);
  });
});
