import { beforeAll, describe, expect, test } from "vitest";
import { buildTimeoutMs, enginePath } from "../xs/engine.js";
import { combinations, pairs, title } from "./combinations.js";
import { play } from "./world.js";

/** What happens while the device is online. */

beforeAll(enginePath, buildTimeoutMs);

describe.concurrent.each(combinations)(title, (combination) => {
  test("a text turn: what was heard, the face and the answer come to the screen", () =>
    play(combination, async (world) => {
      const device = await world.startBound();
      device.say("hello 世界 😀");
      // Shown at once; what the cloud understood comes in its place.
      await world.sees("screen", ({ view, user }) => view === "listening" && user === "hello 世界 😀");
      await world.sees(
        "message",
        ({ message }) => message.type === "stt" && message.text === "hello 世界 😀",
      );
      await world.sees("message", ({ message }) => message.type === "llm" && message.emotion === "happy");
      const spoken = await world.sees(
        "screen",
        ({ view, assistant }) => view === "speaking" && assistant !== undefined,
      );
      expect(spoken).toMatchObject({ face: "happy", assistant: "你说：hello 世界 😀" });
      await world.sees("message", ({ message }) => message.type === "tts" && message.state === "stop");
      const after = await world.sees("screen", ({ view }) => view === "standby");
      expect(after).toMatchObject({ face: "happy", assistant: "还有什么可以帮你的吗？" });
      expect(world.deviceEvents("online")).toHaveLength(1);
    }));

  test("MCP: initialize and tools/list are answered, an unknown tool is refused", () =>
    play(combination, async (world) => {
      const device = await world.startBound();
      const answers = () =>
        world
          .deviceEvents("message")
          .flatMap(({ message }) =>
            message.type === "mcp" && "payload" in message ? [message.payload] : [],
          );
      await world.until("an answer to tools/list", () =>
        answers().some(({ result }) => JSON.stringify(result) === '{"tools":[]}'),
      );
      expect(answers()).toContainEqual({
        jsonrpc: "2.0",
        id: expect.any(Number),
        result: expect.objectContaining({
          protocolVersion: "2024-11-05",
          serverInfo: { name: "virtual", version: device.version() },
        }),
      });
      await expect(world.cloud.callTool(device.mac, "self.fly", {})).rejects.toThrow(
        "Unknown tool: self.fly",
      );
    }));

  test("an alert is shown, and the button puts it away", () =>
    play(combination, async (world) => {
      const device = await world.startBound();
      world.cloud.send(device.mac, {
        type: "alert",
        status: "Warning",
        message: "Battery low",
        emotion: "sad",
      });
      const shown = await world.sees("screen", ({ alert }) => alert !== undefined);
      expect(shown).toMatchObject({ alert: { title: "Warning", text: "Battery low" }, face: "sad" });
      device.press();
      await world.sees("screen", ({ alert, view }) => alert === undefined && view === "standby");
    }));

  test("notify config_updated: a new session, without a restart", () =>
    play(combination, async (world) => {
      const device = await world.startBound();
      const [first] = world.cloud.sessions();
      world.cloud.send(device.mac, { type: "notify", event: "config_updated" });
      const { session } = await world.online();
      expect(session).not.toBe(first?.sessionId);
      await world.until("the old session to be over", () =>
        world.cloudEvents("session-closed").some(({ sessionId }) => sessionId === first?.sessionId),
      );
      expect(world.cloud.sessions()).toMatchObject([{ sessionId: session }]);
      expect(world.deviceEvents("restart")).toEqual([]);
    }));

  test("the cloud's order to reboot is obeyed, and the device is back online by itself", () =>
    play(combination, async (world) => {
      const device = await world.startBound();
      world.cloud.send(device.mac, { type: "system", command: "reboot" });
      expect(await world.sees("restart")).toMatchObject({ reason: "asked for by the cloud" });
      await world.online();
      expect(world.deviceEvents("engine")).toHaveLength(2);
      expect(world.deviceEvents("activation")).toEqual([]);
    }));
});

// Both transports are in play, so that column has no meaning: each profile in each engine is all there is.
describe.concurrent.each(pairs)(title, ({ profile, engine }) => {
  const setup = { profile, engine, transport: "mqtt", offer: "both" } as const;

  test("failover: after three failed attempts over MQTT the websocket is tried, and kept", () =>
    play(setup, async (world) => {
      world.cloud.setFaults({ mqtt: "close" });
      await world.import();
      await world.start();
      expect((await world.online()).transport).toBe("websocket");
      const tried = world
        .steps()
        .flatMap(({ effects }) =>
          effects.flatMap((effect) => (effect.do === "open" ? [effect.transport] : [])),
        );
      expect(tried.slice(0, 4)).toEqual(["mqtt", "mqtt", "mqtt", "websocket"]);
      // MQTT works again, but the line that works is not given up for it.
      world.cloud.setFaults({});
      world.cloud.dropSessions({ code: "cut" });
      expect((await world.online()).transport).toBe("websocket");
    }));
});

test.concurrent("a person's choice of the websocket holds against a cloud that offers MQTT first", () =>
  play(
    {
      profile: "xrobo",
      engine: "node",
      transport: "websocket",
      offer: "both",
      device: { transport: "websocket" },
    },
    async (world) => {
      await world.startBound();
      expect(world.deviceEvents("online")).toMatchObject([{ transport: "websocket" }]);
      expect(world.cloud.metrics().mqttConnects).toBe(0);
    },
  ));
