import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { type DeviceApi, deviceApi } from "../../host/api/client.js";
import { type Cloud, type CloudOptions, startCloud } from "../../host/cloud/cloud.js";
import {
  startVirtualDevice,
  type VirtualDevice,
  type VirtualDeviceOptions,
} from "../../host/device/device.js";
import type { XsHeap } from "../../host/device/engine.js";
import { boardHeap } from "../../host/device/xs/bridge.js";
import type { Combination } from "./combinations.js";
import { leaks, storedSecrets } from "./secrets.js";
import { Timeline } from "./timeline.js";

/**
 * A cloud and a virtual device, joined by real sockets on loopback, for one test. The device's time runs faster than ours:
 * its polls come every 100 ms, the minute between two suspicious checks takes 3 s, and its 10 s for a server hello are 500 ms,
 * which is still a hundred times what loopback needs.
 */
export const timeScale = 20;

export interface Setup extends Combination {
  /** Default: `transport` only. */
  readonly offer?: CloudOptions["offer"];
  readonly scale?: number;
  /** In real time. */
  readonly idleCloseMs?: number;
  readonly device?: Pick<VirtualDeviceOptions, "transport">;
}

export interface World extends Timeline {
  readonly cloud: Cloud;
  /** A person's tool: the typed client of the device API, with the person's token. */
  readonly api: DeviceApi;
  readonly stateDir: string;
  /** The device; throws before `start`. */
  device(): VirtualDevice;
  /** Switches the device on, with whatever its state directory holds. */
  start(): Promise<VirtualDevice>;
  /** Ends the device's process, so to say. The state directory stays. */
  stop(): Promise<void>;
  /** Binds the device that will start next, by its MAC. */
  import(): Promise<void>;
  /** Types a code in the console. */
  bind(code: string): Promise<void>;
  /** Import, start, and wait until online: where most stories begin. */
  startBound(): Promise<VirtualDevice>;
  /** Waits for the next time that the device gets online and says so on its screen. */
  online(): Promise<{ readonly transport: string; readonly session: string }>;
  /** Moves the cloud's clock; the computer's stays. */
  passInCloud(ms: number): void;
}

let heap: Promise<XsHeap> | undefined;

/** Plays `story` in a new world; afterwards nobody has told a secret, and nothing went wrong unnoticed. */
export async function play(setup: Setup, story: (world: World) => Promise<void>): Promise<void> {
  const world = await Play.begin(setup);
  try {
    await story(world);
  } finally {
    await world.end();
  }
  world.expectCleanRecord();
}

const mac = "d4:06:06:b6:a9:fb";

class Play extends Timeline implements World {
  readonly stateDir = mkdtempSync(join(tmpdir(), "e2e-"));
  readonly #secrets = new Set<string>();
  readonly #setup: Setup;
  #cloud: Cloud | undefined;
  #api: DeviceApi | undefined;
  #device: VirtualDevice | undefined;
  #cloudIsAheadMs = 0;

  private constructor(setup: Setup) {
    super();
    this.#setup = setup;
  }

  static async begin(setup: Setup): Promise<Play> {
    const world = new Play(setup);
    const cloud = await startCloud({
      profile: setup.profile,
      offer: setup.offer ?? setup.transport,
      assistantDelayMs: 0,
      ...(setup.idleCloseMs === undefined ? {} : { idleCloseMs: setup.idleCloseMs }),
      nowMs: () => Date.now() + world.#cloudIsAheadMs,
      onEvent: (event) => world.add({ from: "cloud", event }),
    });
    world.#cloud = cloud;
    world.#secrets.add(cloud.token);
    world.#api = deviceApi({ apiUrl: cloud.apiUrl, token: cloud.token });
    return world;
  }

  get cloud(): Cloud {
    if (this.#cloud === undefined) throw new Error("there is no cloud");
    return this.#cloud;
  }

  get api(): DeviceApi {
    if (this.#api === undefined) throw new Error("there is no cloud");
    return this.#api;
  }

  device(): VirtualDevice {
    if (this.#device === undefined) throw new Error("the device has not been started");
    return this.#device;
  }

  async start(): Promise<VirtualDevice> {
    const { engine, device, scale = timeScale } = this.#setup;
    // The heap of a board: what runs out of memory there is to fail here.
    if (engine === "xs") heap ??= boardHeap();
    this.#device = await startVirtualDevice({
      otaUrl: this.cloud.otaUrl,
      language: "en",
      transport: "auto",
      engine,
      mac: mac,
      stateDir: this.stateDir,
      restartDelayMs: 10,
      ports: { scale },
      ...(engine === "xs" && heap !== undefined ? { heap: await heap } : {}),
      log: (level, line) => this.add({ from: "log", event: { level, line } }),
      onStep: (event) => this.add({ from: "step", event }),
      onEvent: (event) => {
        for (const secret of storedSecrets(this.stateDir)) this.#secrets.add(secret);
        this.add({ from: "device", event });
      },
      ...device,
    });
    return this.#device;
  }

  async stop(): Promise<void> {
    await this.#device?.close();
    this.fromNow();
  }

  async import(): Promise<void> {
    const { successCount, failed } = await this.api.preregister(this.cloud.agentId, [mac]);
    expect({ successCount, failed }).toEqual({ successCount: 1, failed: [] });
  }

  async bind(code: string): Promise<void> {
    await this.api.bind(this.cloud.agentId, code);
  }

  async startBound(): Promise<VirtualDevice> {
    await this.import();
    const device = await this.start();
    await this.online();
    return device;
  }

  async online() {
    const online = await this.sees("online", () => true, "the device to be online");
    // The screen comes last: by then the device has written down that this transport works.
    await this.sees("screen", ({ view }) => view === "standby", "the screen of a device that is online");
    return online;
  }

  passInCloud(ms: number): void {
    this.#cloudIsAheadMs += ms;
  }

  async end(): Promise<void> {
    await this.#device?.close();
    await this.#cloud?.close();
    for (const secret of storedSecrets(this.stateDir)) this.#secrets.add(secret);
    rmSync(this.stateDir, { recursive: true, force: true });
  }

  expectCleanRecord(): void {
    const told = this.entries.map(({ from, event }) => `${from} ${JSON.stringify(event)}`);
    expect(leaks(told, this.#secrets)).toEqual([]);
    // Else the search above would have had nothing of the device's to search for.
    if (this.deviceEvents("online").length > 0) expect(this.#secrets.size).toBeGreaterThan(1);
    expect(this.log("error")).toEqual([]);
    expect(this.cloudEvents("internal-error")).toEqual([]);
  }
}
