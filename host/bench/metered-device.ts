import { decodeCall, encodeFrame } from "../device/xs/frame.js";
import { servePorts } from "../device/xs/served-ports.js";
import type { XsProgram } from "../xs/bundle.js";
import { roomyHeap, type XsHeap } from "../xs/heap.js";
import { XsMachine } from "../xs/machine.js";
import { beyond } from "../xs/stats.js";
import { config, type World } from "./world.js";

export interface Use {
  /** XS instructions since the last `use`. */
  readonly instructions: number;
  /** Highest since the last `use`, garbage included, with a collection after every event. */
  readonly peakSlots: number;
  readonly peakChunkBytes: number;
  /** Alive now. */
  readonly liveSlots: number;
  readonly liveChunkBytes: number;
}

/** What one happening costs. */
export interface Cost {
  readonly instructions: number;
  /** Made and thrown away. */
  readonly garbageSlots: number;
  readonly garbageChunkBytes: number;
  /** Kept from now on; negative: given back. */
  readonly keptSlots: number;
  readonly keptChunkBytes: number;
}

/** The device core in XS as a release build has it (no line numbers), with figures beyond the loaded program. */
export interface MeteredDevice {
  start(): Promise<void>;
  say(text: string): Promise<void>;
  /** Lets time pass event by event until the screen shows `view`. Throws when it never will, or with an `XsFailure`. */
  until(view: string): Promise<void>;
  use(): Promise<Use>;
  /** What it costs the device that `happen` makes something happen to it, without time passing. */
  cost(happen: () => void): Promise<Cost>;
  /** Of the engine's process. */
  readonly pid: number | undefined;
  close(): Promise<void>;
}

export interface Engine {
  /** The worker, from `ensureXsEngine()`. */
  readonly path: string;
  readonly program: XsProgram;
}

/** A thousand of them may share two processors. */
const commandTimeoutMs = 600_000;

/**
 * Makes a device in `world`. With a `heap` the collector works only when that is full, as on a board; without one there is
 * room, and garbage is collected after every event, so that peaks say what one event needs.
 */
export async function startMetered(engine: Engine, world: World, heap?: XsHeap): Promise<MeteredDevice> {
  const waiting: Promise<unknown>[] = [];
  let instructions = 0;
  const send = (frame: Uint8Array) => {
    const done = machine.command(frame).then(({ meter }) => {
      instructions += meter;
    });
    // A failure is met where it is waited for, which may be later.
    done.catch(() => {});
    waiting.push(done);
  };
  const served = servePorts(
    world.ports,
    (name, id, ...args) => send(encodeFrame(2, [name, id, ...args])),
    () => {},
  );
  const machine = await XsMachine.start({
    path: engine.path,
    heap: heap ?? roomyHeap(),
    commandTimeoutMs,
    onCommand(message) {
      const { name, args, bytes } = decodeCall(message);
      const answer = served.answer(name, args, bytes);
      return encodeFrame(1, answer.value, answer.bytes);
    },
  });
  const settle = async () => {
    for (let done = waiting.shift(); done !== undefined; done = waiting.shift()) {
      await done;
      if (heap === undefined) await machine.stats();
    }
  };
  const close = async () => {
    served.release();
    await machine.kill();
  };
  try {
    await machine.load(engine.program, { lines: false });
    const loaded = await machine.stats({ resetPeaks: true });
    send(encodeFrame(3, ["create", config, false]));
    await settle();
    return {
      start() {
        send(encodeFrame(3, ["start"]));
        return settle();
      },
      say(text) {
        send(encodeFrame(3, ["say", text]));
        return settle();
      },
      async until(view) {
        while (world.view() !== view) {
          if (!world.clock.step())
            throw new Error(`the device waits for nothing and does not show "${view}"`);
          await settle();
        }
      },
      async use() {
        const stats = await machine.stats({ resetPeaks: true });
        const live = beyond(stats, loaded);
        const used = {
          instructions,
          peakSlots: stats.peakSlots - loaded.slots,
          peakChunkBytes: stats.peakChunkBytes - loaded.chunkBytes,
          liveSlots: live.slots,
          liveChunkBytes: live.chunkBytes,
        };
        instructions = 0;
        return used;
      },
      async cost(happen) {
        const before = await machine.stats();
        const spent = instructions;
        happen();
        for (let done = waiting.shift(); done !== undefined; done = waiting.shift()) await done;
        const dirty = await machine.stats({ collectGarbage: false });
        const clean = await machine.stats();
        return {
          instructions: instructions - spent,
          garbageSlots: dirty.slots - clean.slots,
          garbageChunkBytes: dirty.chunkBytes - clean.chunkBytes,
          keptSlots: clean.slots - before.slots,
          keptChunkBytes: clean.chunkBytes - before.chunkBytes,
        };
      },
      pid: machine.pid,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
