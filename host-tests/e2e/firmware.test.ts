import { beforeAll, describe, expect, test, vi } from "vitest";
import { firmwareImage } from "../../host/simulation/firmware-image.js";
import { buildTimeoutMs, enginePath } from "../xs/engine.js";
import { pairs, title } from "./combinations.js";
import { patienceMs } from "./timeline.js";
import { play, type World } from "./world.js";

/**
 * Firmware updates over the real download. They come before any session and know nothing of its transport, so each profile is
 * played in each engine, with either transport once.
 */

beforeAll(enginePath, buildTimeoutMs);

const version = "99.0.1";
const image = firmwareImage({ version, sizeBytes: 300_000 });
const offer = (world: World) => world.cloud.addFirmware({ boardType: "virtual", version, bytes: image });
const installs = (world: World) =>
  world.steps().flatMap(({ effects }) => effects.filter((effect) => effect.do === "install"));

describe.concurrent.each(pairs)(title, (combination) => {
  test("an offered update is installed, started and found good", () =>
    play(combination, async (world) => {
      offer(world);
      await world.import();
      const device = await world.start();
      const before = device.version();
      const shown = await world.sees("screen", ({ view }) => view === "updating");
      expect(shown.lines).toContain(`Installing version ${version}.`);
      expect(await world.sees("restart")).toMatchObject({ reason: "new firmware", version });
      await world.online();
      expect([before, device.version()]).not.toContain(undefined);
      expect(device.version()).toBe(version);
      expect(before).not.toBe(version);
      await world.until("the cloud to know the version", () => world.cloud.metrics().otaChecks === 2);
      expect(await world.api.list(world.cloud.agentId)).toMatchObject([{ appVersion: version }]);
      // An image that had not been marked valid would lose to the old one at the next start.
      device.powerCycle();
      await world.online();
      expect(device.version()).toBe(version);
      expect(installs(world)).toHaveLength(1);
    }));

  test("an update that does not start is rolled back, and not tried again and again", () =>
    play(combination, async (world) => {
      offer(world);
      await world.import();
      const device = await world.start();
      const before = device.version();
      device.control().rollBackNextInstall();
      expect(await world.sees("restart")).toMatchObject({ reason: "new firmware", version: before });
      await world.online();
      device.powerCycle();
      await world.online();
      expect(installs(world)).toHaveLength(1);
    }));

  test("a failed download is told on the screen, and the device works on with what it has", () =>
    play(combination, async (world) => {
      offer(world);
      world.cloud.setFaults({ firmware: 503 });
      await world.import();
      const device = await world.start();
      const told = await world.sees("screen", ({ title }) => title === "Update failed");
      expect(told.lines.join(" ")).toContain("503");
      await world.online();
      expect(device.version()).not.toBe(version);
      expect(world.deviceEvents("restart")).toEqual([]);
    }));

  test("server down while downloading, and back: the update is given up, the device gets online", () =>
    play(combination, async (world) => {
      offer(world);
      world.cloud.setFaults({ firmware: "hang" });
      await world.import();
      const device = await world.start();
      await world.sees("screen", ({ view }) => view === "updating");
      // A hanging request is no event, so this one thing has to be asked for again and again.
      await vi.waitFor(() => expect(world.cloud.metrics().faults).toBe(1), {
        interval: 5,
        timeout: patienceMs,
      });
      await world.cloud.pause();
      const told = await world.sees("screen", ({ title }) => title === "Update failed");
      expect(told.lines.join(" ")).toContain("ECONNRESET");
      world.cloud.setFaults({});
      await world.cloud.resume();
      await world.online();
      expect(device.version()).not.toBe(version);
      expect(world.deviceEvents("restart")).toEqual([]);
    }));
});
