/** What the device core costs in the XS engine: instructions, memory, and the smallest heap it lives in. */
import type { Transport } from "../../src/core/transport.js";
import { deviceProgram } from "../device/xs/bridge.js";
import { ensureXsEngine } from "../xs/build.mjs";
import { XsFailure } from "../xs/failure.js";
import { deviceHeap, esp32S3Heap } from "../xs/heap.js";
import { measureProgram } from "../xs/measure.js";
import { beyondIntrinsics } from "../xs/stats.js";
import { roundTripMs } from "./activation.js";
import { type Engine, type MeteredDevice, startMetered, type Use } from "./metered-device.js";
import { createWorld, type World } from "./world.js";

export interface HeapSizes {
  readonly slots: number;
  readonly chunkBytes: number;
}

export interface EngineFigures {
  /** From power-on (making the device included) to the code on the screen. */
  readonly powerOnToActivation: Use;
  /** From power-on to online, of a bound device. */
  readonly powerOnToOnlineWebsocket: Use;
  readonly powerOnToOnlineMqtt: Use;
  /** From power-on over code, ten polls and binding to online. */
  readonly fullFlow: Use;
  /** From a text said by the person to the end of the answer: seven messages, two sentences. */
  readonly textTurn: Use;
  readonly program: ProgramFigures;
}

/** The program at rest: on a board it is in flash. */
export interface ProgramFigures {
  /** Of the script that the engine compiles: names shortened, line breaks kept. */
  readonly sourceBytes: number;
  /** Byte code with its constants and names. */
  readonly codeBytes: number;
  readonly slots: number;
  readonly chunkBytes: number;
}

/** A fixed heap beyond intrinsics and program, where only need makes the collector work. Over websocket and over MQTT. */
export interface HeapFigures {
  readonly default: HeapSizes;
  readonly half: HeapSizes;
  readonly fullFlowPassesInDefault: boolean;
  readonly fullFlowPassesInHalf: boolean;
  /** The fewest slots with the default's chunk bytes and the fewest chunk bytes with the default's slots, to within 16 of each. */
  readonly smallest: HeapSizes;
}

const searchStep = 16;
const pollsBeforeBinding = 10;
const pollMs = 2_000 + roundTripMs;

const defaultHeap: HeapSizes = { slots: esp32S3Heap.slots, chunkBytes: esp32S3Heap.chunkBytes };
const halfHeap: HeapSizes = { slots: defaultHeap.slots / 2, chunkBytes: defaultHeap.chunkBytes / 2 };

export interface MeasuredEngine extends Engine {
  readonly atRest: ProgramFigures;
}

/** Builds the engine if need be; rejects with one sentence when it can't be had. */
export async function readyEngine(): Promise<MeasuredEngine> {
  const [engine, program] = await Promise.all([ensureXsEngine(), deviceProgram()]);
  if (!engine.ok) throw new Error(engine.reason);
  return { path: engine.path, program, atRest: await programFigures({ path: engine.path, program }) };
}

export async function engineFigures(engine: MeasuredEngine): Promise<EngineFigures> {
  const online = (transport: Transport) =>
    live(engine, transport, async (device, world) => {
      world.bindAt(0);
      await device.start();
      await device.until("standby");
      return device.use();
    });
  return {
    powerOnToActivation: await live(engine, "websocket", async (device) => {
      await device.start();
      await device.until("activating");
      return device.use();
    }),
    powerOnToOnlineWebsocket: await online("websocket"),
    powerOnToOnlineMqtt: await online("mqtt"),
    ...(await live(engine, "websocket", async (device, world) => {
      await activate(device, world);
      const fullFlow = await device.use();
      await talk(device);
      return { fullFlow, textTurn: await device.use() };
    })),
    program: engine.atRest,
  };
}

/** Does the full flow, with a turn at its end, in a fixed heap; false when the engine runs out of memory. */
export async function fullFlowPasses(
  engine: MeasuredEngine,
  sizes: HeapSizes,
  transport: Transport,
): Promise<boolean> {
  const world = worldOf(transport);
  let device: MeteredDevice | undefined;
  try {
    device = await startMetered(engine, world, deviceHeap({ ...sizes, loaded: engine.atRest }));
    await activate(device, world);
    await talk(device);
    return true;
  } catch (error) {
    if (error instanceof XsFailure && error.kind === "out-of-memory") return false;
    throw error;
  } finally {
    await device?.close();
  }
}

export async function heapFigures(engine: MeasuredEngine): Promise<HeapFigures> {
  const passes = async (sizes: HeapSizes) =>
    (await fullFlowPasses(engine, sizes, "websocket")) && (await fullFlowPasses(engine, sizes, "mqtt"));
  return {
    default: defaultHeap,
    half: halfHeap,
    fullFlowPassesInDefault: await passes(defaultHeap),
    fullFlowPassesInHalf: await passes(halfHeap),
    smallest: {
      slots: await smallest(defaultHeap.slots, (slots) => passes({ ...defaultHeap, slots })),
      chunkBytes: await smallest(defaultHeap.chunkBytes, (chunkBytes) =>
        passes({ ...defaultHeap, chunkBytes }),
      ),
    },
  };
}

/** By halving: `enough` is known to pass, nothing is known to fail. */
async function smallest(enough: number, passes: (size: number) => Promise<boolean>): Promise<number> {
  let low = 0;
  let high = enough;
  while (high - low > searchStep) {
    const middle = Math.floor((low + high) / 2);
    if (await passes(middle)) high = middle;
    else low = middle;
  }
  return high;
}

async function activate(device: MeteredDevice, world: World): Promise<void> {
  await device.start();
  await device.until("activating");
  world.bindAt(world.clock.monotonicMs() + (pollsBeforeBinding - 0.5) * pollMs);
  await device.until("standby");
}

async function talk(device: MeteredDevice): Promise<void> {
  await device.say("What will the weather be like tomorrow?");
  await device.until("speaking");
  await device.until("standby");
}

/** One device in a world of its own, for as long as `run` takes. */
export async function live<Value>(
  engine: Engine,
  transport: Transport,
  run: (device: MeteredDevice, world: World) => Promise<Value>,
): Promise<Value> {
  const world = worldOf(transport);
  const device = await startMetered(engine, world);
  try {
    return await run(device, world);
  } finally {
    await device.close();
  }
}

const worldOf = (transport: Transport) =>
  createWorld({ seed: 1, roundTripMs, hasActivateEndpoint: true, transport });

async function programFigures({ path, program }: Engine): Promise<ProgramFigures> {
  const stats = await measureProgram(path, program, { lines: false });
  return {
    sourceBytes: new TextEncoder().encode(program.code).length,
    codeBytes: stats.codeBytes,
    ...beyondIntrinsics(stats),
  };
}
