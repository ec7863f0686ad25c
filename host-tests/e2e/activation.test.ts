import { beforeAll, describe, expect, test } from "vitest";
import { buildTimeoutMs, enginePath } from "../xs/engine.js";
import { combinations, title } from "./combinations.js";
import { play } from "./world.js";

/** From a device that nobody knows to a device that is online, in every combination. */

// Fails, and with it every test here, when the XS engine cannot be built.
beforeAll(enginePath, buildTimeoutMs);

const dayMs = 24 * 3_600_000;

describe.concurrent.each(combinations)(title, (combination) => {
  test("first activation: the code on the screen, typed by a person, leads online", () =>
    play(combination, async (world) => {
      const device = await world.start();
      const { code, message } = await world.sees("activation");
      expect(code).toMatch(/^\d{6}$/);
      expect(code).toBe(world.cloud.pendingCode(device.mac));
      expect(message).toContain(world.cloud.consoleUrl);
      const screen = await world.sees("screen", ({ view }) => view === "activating");
      expect(screen).toMatchObject({
        code,
        title: "Add this device",
        qr: `${world.cloud.consoleUrl}#code=${code}`,
      });
      const wrong = code === "000000" ? "000001" : "000000";
      await expect(world.bind(wrong)).rejects.toMatchObject({ kind: "codeInvalid" });
      // Polled with that answer in mind, and still waiting.
      const polls = world.cloud.metrics().activations;
      await world.until("two more polls", () => world.cloud.metrics().activations >= polls + 2);
      expect(world.state()).toBe("activating");
      await world.bind(code);
      expect((await world.online()).transport).toBe(combination.transport);
      await world.until("a screen without the code", () => world.screen()?.view === "standby");
      expect(world.screen()).not.toHaveProperty("code");
      expect(world.cloud.sessions()).toMatchObject([
        { transport: combination.transport, deviceId: device.mac },
      ]);
      expect(await world.api.list(world.cloud.agentId)).toMatchObject([{ macAddress: device.mac }]);
      expect(world.deviceEvents("restart")).toEqual([]);
    }));

  test("a device that was imported by MAC goes online without ever showing a code", () =>
    play(combination, async (world) => {
      const device = await world.startBound();
      expect(world.deviceEvents("activation")).toEqual([]);
      expect(world.deviceEvents("screen").filter(({ code }) => code !== undefined)).toEqual([]);
      expect(world.deviceEvents("state").map(({ state }) => state)).not.toContain("activating");
      expect(world.cloudEvents("bind")).toMatchObject([{ deviceId: device.mac, by: "import" }]);
      expect(world.cloud.metrics()).toMatchObject({ activations: 0, otaChecks: 1 });
    }));

  test("a server that has moved: redirects of check and activate call lead online, and are followed every time", () =>
    play(combination, async (world) => {
      world.cloud.setFaults({
        ota: { redirectTo: "/v1/ota/" },
        activate: { redirectTo: "/v1/ota/activate" },
      });
      await world.start();
      const { code } = await world.sees("activation");
      const polled = world.cloud.metrics().activations;
      await world.until("a poll", () => world.cloud.metrics().activations > polled);
      await world.bind(code);
      await world.online();
      const asked = world.deviceEvents("http").map(({ url, result }) => `${new URL(url).pathname} ${result}`);
      expect(asked.slice(0, 4)).toEqual([
        "/xiaozhi/ota/ 307",
        "/v1/ota/ 200",
        "/xiaozhi/ota/activate 307",
        "/v1/ota/activate 202",
      ]);
      expect(asked.slice(-2)).toEqual(["/xiaozhi/ota/ 307", "/v1/ota/ 200"]);
    }));

  test("code change: the new code replaces the old one on the screen, and leads online", () =>
    play(combination, async (world) => {
      // Polls are whole checks then, so that the change is seen at the next one and not after five minutes.
      world.cloud.setActivateEndpoint(false);
      await world.start();
      const first = await world.sees("activation");
      world.passInCloud(dayMs + 1);
      const second = await world.sees("activation");
      expect(second.code).not.toBe(first.code);
      await world.until("the new code on the screen", () => world.screen()?.code === second.code);
      await expect(world.bind(first.code)).rejects.toMatchObject({ kind: "codeInvalid" });
      await world.bind(second.code);
      await world.online();
      // Each code was told once, however often the cloud repeated it.
      expect(world.deviceEvents("activation").map(({ code }) => code)).toEqual([first.code, second.code]);
    }));
});

// As a server that wants an hmac from everybody, one behind a gateway, one that breaks.
test.concurrent.each([400, 401, 500])(
  "an activate endpoint that answers %i: the next poll after the binding leads online",
  (status) =>
    play({ profile: "open", transport: "websocket", engine: "node" }, async (world) => {
      world.cloud.setFaults({ activate: status });
      const polled: string[] = [];
      await world.start();
      const { code } = await world.sees("activation");
      const told = () => world.screen()?.lines.join(" ");
      await world.until("polls that are checks", () => {
        if (world.state() === "activating") polled.push(told() ?? "");
        return world.cloud.metrics().otaChecks >= 4;
      });
      expect(new Set(polled).size).toBe(1);
      const before = world.cloud.metrics();
      await world.bind(code);
      await world.online();
      // One may have been on its way while the code was entered.
      expect(world.cloud.metrics().otaChecks - before.otaChecks).toBeLessThanOrEqual(2);
      expect(world.cloud.metrics().activations).toBeLessThanOrEqual(1);
      expect(world.log("info").filter((line) => line.includes("activate endpoint"))).toHaveLength(1);
    }),
);

// One engine and one transport: this is about the schedule, which knows neither.
test.concurrent("a code change is seen after five minutes where polls only ask for bound or not", () =>
  play({ profile: "xrobo", transport: "websocket", engine: "node", scale: 60 }, async (world) => {
    await world.start();
    const first = await world.sees("activation");
    world.passInCloud(dayMs + 1);
    const atMs = world.device().monotonicMs();
    const second = await world.sees("activation");
    expect(second.code).not.toBe(first.code);
    expect(world.device().monotonicMs() - atMs).toBeLessThan(360_000);
  }));
