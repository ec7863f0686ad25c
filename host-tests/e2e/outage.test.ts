import { beforeAll, describe, expect, test } from "vitest";
import { buildTimeoutMs, enginePath } from "../xs/engine.js";
import { combinations, title } from "./combinations.js";
import { play, type World } from "./world.js";

/** The server goes down at each step of the device's life and comes back on the same ports: no restart is needed. */

beforeAll(enginePath, buildTimeoutMs);

/** Down until the device has met it, then back. */
async function outage(world: World, noticed: () => boolean): Promise<void> {
  await world.cloud.pause();
  world.fromNow();
  await world.until("the device to notice", noticed);
  world.cloud.setFaults({});
  await world.cloud.resume();
}

const metNobody = (world: World) => {
  const before = world.deviceEvents("http").length;
  return () =>
    world
      .deviceEvents("http")
      .slice(before)
      .some(({ result }) => result === "unreachable");
};

describe.concurrent.each(combinations)(title, (combination) => {
  const goesOn = (name: string, story: (world: World) => Promise<void>) =>
    test(`server down ${name}, and back`, () =>
      play(combination, async (world) => {
        await story(world);
        expect(world.state()).toBe("online");
        expect(world.deviceEvents("restart")).toEqual([]);
        expect(world.cloud.sessions()).toHaveLength(1);
      }));

  goesOn("before the first check", async (world) => {
    await world.import();
    await world.cloud.pause();
    await world.start();
    const told = await world.sees("screen", ({ view }) => view === "waiting");
    expect(told).toMatchObject({ title: "Can't connect", next: { text: "Trying again in" } });
    await world.until("a second try", () => world.deviceEvents("http").length >= 2);
    await world.cloud.resume();
    await world.online();
  });

  goesOn("while the code is shown", async (world) => {
    await world.start();
    const { code } = await world.sees("activation");
    await outage(world, () => world.screen()?.hint?.includes("keep the code") ?? false);
    expect(world.screen()?.code).toBe(code);
    await world.until("the trouble to be over", () => world.screen()?.hint?.includes("by itself") ?? false);
    // It was the same code all along, and it is still good.
    await world.bind(code);
    await world.online();
    expect(world.deviceEvents("activation")).toHaveLength(1);
  });

  goesOn("between binding and the poll that would tell", async (world) => {
    await world.start();
    const { code } = await world.sees("activation");
    world.cloud.setFaults({ activate: { status: 202 } });
    await world.bind(code);
    await outage(world, metNobody(world));
    await world.online();
  });

  goesOn("between the poll that tells and the check that confirms", async (world) => {
    await world.start();
    const { code } = await world.sees("activation");
    world.cloud.setFaults({ ota: "hang" });
    await world.bind(code);
    await world.until("the confirming check", () => world.screen()?.hint?.startsWith("Added") ?? false);
    await outage(world, metNobody(world));
    await world.online();
  });

  goesOn("while connecting", async (world) => {
    await world.import();
    world.cloud.setFaults({ websocket: "silent", mqtt: "silent" });
    await world.start();
    await world.sees("state", ({ state }) => state === "connecting");
    await outage(world, () => world.state() === "waiting");
    await world.online();
  });

  goesOn("while online", async (world) => {
    await world.startBound();
    await outage(world, () => world.state() === "waiting");
    await world.online();
  });

  test("unbound while the server is down: a code is shown when it is back", () =>
    play(combination, async (world) => {
      const device = await world.startBound();
      await world.api.unbind(device.mac);
      await outage(world, () => world.state() === "waiting");
      const { code } = await world.sees("activation");
      expect(code).toBe(world.cloud.pendingCode(device.mac));
      expect(world.deviceEvents("restart")).toEqual([]);
    }));
});
