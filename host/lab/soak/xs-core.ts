/** The core of the lab's board in the real XS engine, with the heap of a board. */
import type { Device } from "../../../src/core/device.js";
import { startXsDevice, type XsDevice } from "../../device/xs/bridge.js";
import type { XsProgram } from "../../xs/bundle.js";
import { beyond } from "../../xs/stats.js";
import type { CoreEngine } from "../board.js";
import { type Held, nothingHeld, tallied } from "./tally.js";

/** What lives after a collection of garbage, beyond engine and program. */
export interface Live {
  readonly slots: number;
  readonly chunkBytes: number;
  /** Of the slots: names of members, which XS never gives back. */
  readonly names: number;
  /** Of the chunk bytes: their texts. */
  readonly nameBytes: number;
}

export interface XsCore extends CoreEngine {
  /** Resolves when the core has done all that it was called for. Rejects when the engine has given up. */
  settled(): Promise<void>;
  /** `undefined` without power. */
  live(): Promise<Live | undefined>;
  held(): Held;
  /** How often a device was made. */
  starts(): number;
  /** XS instructions of all power-ons so far. */
  instructions(): number;
  /** Idempotent, never rejects. */
  close(): Promise<void>;
}

/** One power-on. The engine takes a moment to start; time stands still until then, because `settled` waits for it. */
interface Life {
  readonly ready: Promise<XsDevice>;
  device?: XsDevice;
  isOver: boolean;
  held(): Held;
}

/** @param program what runs in XS: the device core, unless given */
export function createXsCore(program?: XsProgram): XsCore {
  const closing = new Set<Promise<void>>();
  let life: Life | undefined;
  let instructionsBefore = 0;
  let starts = 0;
  let failure: Error | undefined;

  function powerOff(): void {
    const ended = life;
    life = undefined;
    if (ended === undefined) return;
    ended.isOver = true;
    instructionsBefore += ended.device?.instructions() ?? 0;
    const closed = ended.ready
      .then((device) => device.abandon())
      .catch(() => {})
      .finally(() => closing.delete(closed));
    closing.add(closed);
  }

  return {
    isSynchronous: false,
    powerOff,
    create(ports, config, observe = () => {}): Device {
      starts += 1;
      const tally = tallied(ports);
      const ready = startXsDevice({
        ports: tally.ports,
        config,
        observe,
        observeSteps: false,
        onDead: (reason) => {
          failure ??= new Error(reason);
        },
        ...(program === undefined ? {} : { program }),
      });
      const mine: Life = { ready, isOver: false, held: () => tally.held() };
      life = mine;
      const ask = (what: (device: XsDevice) => void): void => {
        if (mine.device !== undefined) return what(mine.device);
        ready.then(
          (device) => {
            mine.device = device;
            if (!mine.isOver) what(device);
          },
          // Told by `settled`, which waits for the same promise.
          () => {},
        );
      };
      return {
        start: () => ask((device) => device.start()),
        press: () => ask((device) => device.press()),
        say: (text) => ask((device) => device.say(text)),
        close: powerOff,
      };
    },
    async settled() {
      const device = await life?.ready;
      await device?.settled();
      if (failure !== undefined) throw failure;
    },
    async live() {
      const device = life?.device;
      if (device === undefined) return undefined;
      const { loaded } = device;
      const stats = await device.stats();
      return {
        ...beyond(stats, loaded),
        names: stats.keys - loaded.keys,
        nameBytes: stats.nameBytes - loaded.nameBytes,
      };
    },
    held: () => life?.held() ?? nothingHeld,
    starts: () => starts,
    instructions: () => instructionsBefore + (life?.device?.instructions() ?? 0),
    async close() {
      powerOff();
      await Promise.all(closing);
    },
  };
}
