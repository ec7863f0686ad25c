import { afterEach, describe, expect, it } from "vitest";
import { deviceApi } from "../../../host/api/client.js";
import { type Cloud, startCloud } from "../../../host/cloud/cloud.js";
import {
  startVirtualDevice,
  type VirtualDevice,
  type VirtualDeviceOptions,
} from "../../../host/device/device.js";
import type { DeviceEvent } from "../../../host/device/events.js";
import { firmwareImage } from "../../../host/simulation/firmware-image.js";
import { closedPort } from "../../contracts/http.js";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const mac = "02:00:00:00:00:01";

interface Lab {
  readonly device: VirtualDevice;
  readonly events: readonly DeviceEvent[];
  /** Resolves once `wanted` has held for an event after the last one that a wait found. */
  next(wanted: (event: DeviceEvent) => boolean): Promise<DeviceEvent>;
}

async function startDevice(otaUrl: string, over: Partial<VirtualDeviceOptions> = {}): Promise<Lab> {
  const events: DeviceEvent[] = [];
  const waiting = new Set<() => void>();
  let found = 0;
  const device = await startVirtualDevice({
    engine: "node",
    otaUrl,
    language: "en",
    transport: "auto",
    mac,
    restartDelayMs: 1,
    onEvent(event) {
      events.push(event);
      for (const look of waiting) look();
    },
    ...over,
  });
  closers.push(() => device.close());
  const next = (wanted: (event: DeviceEvent) => boolean) =>
    new Promise<DeviceEvent>((resolve) => {
      const look = (): void => {
        const at = events.findIndex((event, index) => index >= found && wanted(event));
        const event = events[at];
        if (event === undefined) return;
        found = at + 1;
        waiting.delete(look);
        resolve(event);
      };
      waiting.add(look);
      look();
    });
  return { device, events, next };
}

const inState = (name: string) => (event: DeviceEvent) => event.event === "state" && event.state === name;

/** A cloud to which the device is bound already. */
async function boundCloud(): Promise<Cloud> {
  const cloud = await startCloud();
  closers.push(() => cloud.close());
  await deviceApi({ apiUrl: cloud.apiUrl, token: cloud.token }).preregister(cloud.agentId, [mac]);
  return cloud;
}

describe("virtual device", () => {
  it("tells its engine first, then that it is starting", async () => {
    const { events } = await startDevice(`http://127.0.0.1:${await closedPort()}/`);
    expect(events.slice(0, 2)).toEqual([
      { event: "engine", name: "node", version: process.versions.node },
      { event: "state", state: "starting" },
    ]);
  });

  it("installs offered firmware, starts again with it, and comes online as the same device", async () => {
    const cloud = await boundCloud();
    cloud.addFirmware({ boardType: "virtual", version: "9.9.9", bytes: firmwareImage({ version: "9.9.9" }) });
    const { device, next } = await startDevice(cloud.otaUrl, { version: "1.0.0", ports: { scale: 20 } });
    expect(device.version()).toBe("1.0.0");
    await next(inState("updating"));
    expect(await next(({ event }) => event === "restart")).toMatchObject({ version: "9.9.9" });
    await next(inState("online"));
    expect(device.version()).toBe("9.9.9");
    expect(cloud.sessions().map(({ deviceId }) => deviceId)).toEqual([mac]);
  });

  it("comes back with the old firmware if the new one fails its first start, and does not try for ever", async () => {
    const cloud = await boundCloud();
    cloud.addFirmware({ boardType: "virtual", version: "9.9.9", bytes: firmwareImage({ version: "9.9.9" }) });
    const { device, events, next } = await startDevice(cloud.otaUrl, {
      version: "1.0.0",
      ports: { scale: 20 },
    });
    device.control().rollBackNextInstall();
    expect(await next(({ event }) => event === "restart")).toMatchObject({ version: "1.0.0" });
    await next(inState("online"));
    expect(device.version()).toBe("1.0.0");
    expect(events.filter(({ event }) => event === "restart")).toHaveLength(1);
  });

  it("notices that its network goes, and comes back when it does", async () => {
    const cloud = await boundCloud();
    const { device, next } = await startDevice(cloud.otaUrl, { ports: { scale: 20 } });
    await next(inState("online"));
    device.control().setNetwork("down");
    await next(inState("joining"));
    device.control().setNetwork("up");
    await next(inState("online"));
  });

  it("starts anew when its power is cycled, with what it had stored", async () => {
    const cloud = await boundCloud();
    const { device, next } = await startDevice(cloud.otaUrl, { ports: { scale: 20 } });
    await next(inState("online"));
    device.powerCycle();
    device.powerCycle();
    await next(({ event }) => event === "restart");
    await next(inState("starting"));
    await next(inState("online"));
    expect(cloud.metrics().otaChecks).toBe(2);
  });

  it("tells nothing after it was closed, however often that is done", async () => {
    const { device, events } = await startDevice(`http://127.0.0.1:${await closedPort()}/`);
    const closed = device.close();
    const count = events.length;
    device.press();
    device.say("hello");
    device.powerCycle();
    await closed;
    await device.close();
    await new Promise((next) => setTimeout(next, 30));
    expect(events).toHaveLength(count);
  });
});
