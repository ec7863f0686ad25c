import { beforeAll, describe, expect, test } from "vitest";
import { buildTimeoutMs, enginePath } from "../xs/engine.js";
import { combinations, title } from "./combinations.js";
import { play } from "./world.js";

/** Credentials and bindings that go while the device runs. It notices at the next connect, and never needs a restart. */

beforeAll(enginePath, buildTimeoutMs);

const monthMs = 30 * 24 * 3_600_000;

describe.concurrent.each(combinations)(title, (combination) => {
  test("token expiry: the next connect is refused, a fresh check brings new credentials", () =>
    play(combination, async (world) => {
      const device = await world.startBound();
      // Time alone spoils a websocket token; an MQTT password lives until its key is changed.
      if (combination.transport === "websocket") world.passInCloud(monthMs + 1_000);
      else world.cloud.expireTokens();
      device.say("hello");
      await world.sees("message", ({ message }) => message.type === "stt");
      world.cloud.dropSessions({ code: "cut" });
      await world.online();
      expect(world.cloudEvents("session-refused")).not.toHaveLength(0);
      expect(world.cloud.metrics().otaChecks).toBe(2);
      expect(world.deviceEvents("activation")).toEqual([]);
      expect(world.deviceEvents("restart")).toEqual([]);
    }));

  test("unbound and bound again while it runs: a new code, then online", () =>
    play(combination, async (world) => {
      const device = await world.startBound();
      await world.api.unbind(device.mac);
      // The session that is open goes on: unbinding is not told.
      device.say("hello");
      await world.sees("message", ({ message }) => message.type === "tts" && message.state === "stop");
      world.cloud.dropSessions({ code: "cut" });
      const { code } = await world.sees("activation");
      expect(code).toBe(world.cloud.pendingCode(device.mac));
      await world.until("the code on the screen", () => world.screen()?.code === code);
      await world.bind(code);
      await world.online();
      device.say("hello again");
      await world.sees("message", ({ message }) => message.type === "stt" && message.text === "hello again");
      // Each cloud has its own way to say no: a close code, a spoken text, a status.
      expect(world.log("info").join("\n")).toMatch(/session ended: (refused|closed|notGreeted)/);
      expect(world.deviceEvents("restart")).toEqual([]);
    }));
});
