/** The two engines that run the core on a computer. Loaded when asked for: XS needs a compiler, Node does not. */
import type { Device, DeviceConfig } from "../../src/core/device.js";
import type { Ports } from "../../src/core/device-ports.js";
import type { Observe } from "../../src/core/runner/observed.js";
import type { XsHeap } from "../xs/heap.js";
import type { EngineName } from "./events.js";

export interface EngineParts {
  readonly ports: Ports;
  readonly config: DeviceConfig;
  readonly observe: Observe;
  /** Observe each step of the lifecycle as well; costs time in XS. */
  readonly observeSteps: boolean;
  /** The engine ended by itself. Called at most once, with one sentence. */
  readonly onDead: (reason: string) => void;
  /** Heap of the XS machine; without it, the fixed one of a board. */
  readonly heap?: XsHeap;
  /** What is done to get the XS engine, one line a step; nothing if it is there. */
  readonly engineLog?: (line: string) => void;
}

export type { XsHeap };

export interface EngineDevice {
  /** XS ends after `close` has returned: then a promise tells when. */
  readonly device: Omit<Device, "close"> & {
    close(): void | Promise<void>;
    /** In XS: waits until all that has happened has been handled. In Node that is so when a call returns. */
    settled?(): Promise<void>;
  };
  /** Of the engine. */
  readonly version: string;
}

/** Makes the device in that engine; nothing happens before its `start`. Rejects with one sentence if XS cannot be had. */
export async function createInEngine(engine: EngineName, parts: EngineParts): Promise<EngineDevice> {
  if (engine === "node") {
    const { createDevice } = await import("../../src/core/device.js");
    const device = createDevice(parts.ports, parts.config, parts.observe);
    return { device, version: process.versions.node };
  }
  const { ensureXsEngine } = await import("../xs/build.mjs");
  const ready = await ensureXsEngine(parts.engineLog === undefined ? {} : { log: parts.engineLog });
  if (!ready.ok) throw new Error(ready.reason);
  const { startXsDevice, xsVersion } = await import("./xs/bridge.js");
  return { device: await startXsDevice(parts), version: xsVersion };
}
