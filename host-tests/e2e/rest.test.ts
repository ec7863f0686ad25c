import { beforeAll, describe, expect, test } from "vitest";
import { buildTimeoutMs, enginePath } from "../xs/engine.js";
import { combinations, title } from "./combinations.js";
import { play } from "./world.js";

/** The cloud says goodbye to a device to which nobody speaks. */

beforeAll(enginePath, buildTimeoutMs);

describe.concurrent.each(combinations.filter(({ transport }) => transport === "mqtt"))(
  title,
  (combination) => {
    test("the device rests within reach: alerts and tools come, and a word opens the next session on the same connection", () =>
      play({ ...combination, idleCloseMs: 400 }, async (world) => {
        const device = await world.startBound();
        await world.sees("state", ({ state }) => state === "waiting");
        await world.sees(
          "screen",
          ({ view, lines }) => view === "standby" && lines[0] === "Resting, within reach.",
        );
        world.cloud.send(device.mac, {
          type: "alert",
          status: "Laundry",
          message: "Done.",
          emotion: "happy",
        });
        await world.sees("screen", ({ alert }) => alert?.title === "Laundry");
        await expect(world.cloud.callTool(device.mac, "self.fly", {})).rejects.toThrow(
          "Unknown tool: self.fly",
        );
        expect(world.cloud.sessions()).toMatchObject([{ deviceId: device.mac, transport: "mqtt" }]);
        device.say("hello");
        await world.sees("online");
        await world.sees("message", ({ message }) => message.type === "tts" && message.state === "stop");
        expect(world.deviceEvents("online")).toHaveLength(2);
      }));
  },
);
