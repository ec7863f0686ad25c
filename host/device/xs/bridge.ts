import type { Device, DeviceConfig } from "../../../src/core/device.js";
import type { Ports } from "../../../src/core/device-ports.js";
import type { Observe } from "../../../src/core/runner/observed.js";
import { ensureXsEngine } from "../../xs/build.mjs";
import { keptBundleForXs, type XsProgram } from "../../xs/bundle.js";
import { XsFailure } from "../../xs/failure.js";
import { type DeviceHeapSizes, deviceHeap, esp32S3Heap, type XsHeap } from "../../xs/heap.js";
import { XsMachine } from "../../xs/machine.js";
import { measureProgram } from "../../xs/measure.js";
import { beyondIntrinsics, type XsStats } from "../../xs/stats.js";
import type { Commands } from "./contract.js";
import { decodeCall, encodeFrame } from "./frame.js";
import { type Deliver, type ServedPorts, servePorts } from "./served-ports.js";

export { xsVersion } from "../../xs/sources.mjs";
export type { XsHeap };

export interface XsDeviceOptions {
  /** What the device reaches the world with. Must keep the rules of `src/core/ports.ts`. */
  readonly ports: Ports;
  readonly config: DeviceConfig;
  /** Told what happens in the device; must not throw. */
  readonly observe?: Observe;
  /** Observe each step of the lifecycle as well; default true. It costs instructions inside XS (about 2 %). */
  readonly observeSteps?: boolean;
  /** Default: `boardHeap()`, the fixed heap of a board. */
  readonly heap?: XsHeap;
  /** Default: `deviceProgram()`. Another one has to contain that. */
  readonly program?: XsProgram;
  /** The device ended by itself. Called at most once, with one line for a person and the whole failure. */
  readonly onDead?: (reason: string, failure: XsFailure) => void;
}

/** A device whose core runs inside XS. Its methods return before their effect; `settled` waits for it. */
export interface XsDevice extends Device {
  /** Releases every port before it returns, then ends the engine. Idempotent; never rejects. */
  close(): Promise<void>;
  /** Ends the engine and leaves the ports as they are, as a board does whose power goes. Idempotent; never rejects. */
  abandon(): Promise<void>;
  /** Heap figures of live objects. */
  stats(): Promise<XsStats>;
  /** The figures after the program was loaded and before the device was made: subtract them for the device's own share. */
  readonly loaded: XsStats;
  /** XS instructions used so far, without loading: the same on every run with the same ports. */
  instructions(): number;
  /** Waits until all that has happened so far has been handled. Rejects when the device ended with a failure. */
  settled(): Promise<void>;
}

/** More than ever wait in practice: beyond it the device is stuck or the network floods it. */
const waitingMax = 10_000;
const guestEntry = "host/device/xs/guest/main.ts";
let program: Promise<XsProgram> | undefined;

/** The program that runs inside XS: the device core and its side of the bridge. */
export function deviceProgram(): Promise<XsProgram> {
  program ??= keptBundleForXs(guestEntry).catch((error: unknown) => {
    // The source may be mended by the next call.
    program = undefined;
    throw error;
  });
  return program;
}

/**
 * The fixed heap of a board for the device's own objects, with the program's resting objects on top of it: a board
 * preloads those into flash. Rejects as `startXsDevice` does.
 */
export async function boardHeap(sizes: DeviceHeapSizes = esp32S3Heap): Promise<XsHeap> {
  const [engine, program] = await Promise.all([ensureXsEngine(), deviceProgram()]);
  if (!engine.ok) throw new Error(engine.reason);
  programAtRest ??= measureProgram(engine.path, program);
  return deviceHeap({ ...sizes, loaded: beyondIntrinsics(await programAtRest) });
}

/** Measured once a process: the program doesn't change while it runs. */
let programAtRest: Promise<XsStats> | undefined;

/**
 * Makes the unchanged device core inside a real XS engine, with its ports served by this process; nothing happens
 * before its `start`. Rejects with an Error whose message is one sentence when the engine cannot be had, or with an
 * `XsFailure`. Later an exception, an unhandled rejection or lack of memory ends the device and goes to `onDead`.
 */
export async function startXsDevice(options: XsDeviceOptions): Promise<XsDevice> {
  const [engine, program] = await Promise.all([ensureXsEngine(), options.program ?? deviceProgram()]);
  if (!engine.ok) throw new Error(engine.reason);
  return BridgedDevice.make(engine.path, program, options);
}

class BridgedDevice implements XsDevice {
  readonly #options: XsDeviceOptions;
  readonly #machine: XsMachine;
  readonly #served: ServedPorts;
  #loaded: XsStats | undefined;
  #instructions = 0;
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();
  #failure: XsFailure | undefined;
  #made = false;
  #closed = false;

  private constructor(options: XsDeviceOptions, machine: XsMachine, served: ServedPorts) {
    this.#options = options;
    this.#machine = machine;
    this.#served = served;
  }

  static async make(path: string, program: XsProgram, options: XsDeviceOptions): Promise<XsDevice> {
    // The machine and what serves it refer to each other; nothing is asked or delivered before a program runs.
    let device: BridgedDevice | undefined;
    const deliver: Deliver = (name, id, ...args) => {
      const bytes = name === "binary" ? (args[0] as Uint8Array) : undefined;
      if (device) device.#send(encodeFrame(2, bytes ? [name, id] : [name, id, ...args], bytes));
    };
    const served = servePorts(options.ports, deliver, options.observe ?? (() => {}));
    const machine = await XsMachine.start({
      path,
      heap: options.heap ?? (await boardHeap()),
      onCommand: (message) => {
        const { name, args, bytes } = decodeCall(message);
        const answer = served.answer(name, args, bytes);
        return encodeFrame(1, answer.value, answer.bytes);
      },
      onPrint: (text) => options.ports.log.write("debug", text),
      onExit: (end) => {
        if (end && device) device.#fail(end);
      },
    });
    device = new BridgedDevice(options, machine, served);
    try {
      await machine.load(program);
      device.#loaded = await machine.stats({ resetPeaks: true });
      device.#command("create", options.config, options.observeSteps ?? true);
      await device.settled();
      device.#made = true;
      return device;
    } catch (error) {
      await device.close();
      throw error;
    }
  }

  get loaded(): XsStats {
    if (!this.#loaded) throw new Error("the device is not made yet");
    return this.#loaded;
  }

  start(): void {
    this.#command("start");
  }

  press(): void {
    this.#command("press");
  }

  say(text: string): void {
    this.#command("say", text);
  }

  stats(): Promise<XsStats> {
    return this.#machine.stats();
  }

  instructions(): number {
    return this.#instructions;
  }

  async settled(): Promise<void> {
    for (let seen: unknown; seen !== this.#last; ) {
      seen = this.#last;
      await this.#last;
    }
    if (this.#failure) throw this.#failure;
  }

  /** The core inside is not asked: it may be the part that hangs, and all it could do is release its ports. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#served.release();
    await this.#machine.kill();
  }

  async abandon(): Promise<void> {
    this.#closed = true;
    await this.#machine.kill();
  }

  #command<Name extends keyof Commands>(name: Name, ...args: Parameters<Commands[Name]>): void {
    this.#send(encodeFrame(3, [name, ...args]));
  }

  #send(message: Uint8Array): void {
    if (this.#closed || this.#failure) return;
    if (this.#waiting >= waitingMax) {
      this.#fail(new XsFailure("host", "More happened than the device could handle."));
      return;
    }
    this.#waiting += 1;
    this.#last = this.#machine.command(message).then(
      ({ meter }) => {
        this.#waiting -= 1;
        this.#instructions += meter;
      },
      // A command that fails always does so with an XsFailure.
      (failure: XsFailure) => this.#fail(failure),
    );
  }

  /** Even an exception is the end, though the engine would go on: on a board it restarts the device. */
  #fail(failure: XsFailure): void {
    if (this.#closed || this.#failure) return;
    this.#failure = failure;
    void this.close();
    // While the device is being made the failure is the rejection of `startXsDevice`.
    if (this.#made) this.#options.onDead?.(failure.line, failure);
  }
}
