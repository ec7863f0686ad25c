import { beforeAll, describe, expect, test } from "vitest";
import { boardHeap, startXsDevice } from "../../../host/device/xs/bridge.js";
import { buildTimeoutMs, enginePath } from "../../xs/engine.js";
import { config, ok, scriptedWorld } from "./scripted.js";

/** What a peer may send within the size caps must not use up the memory of a board: XS ends the device then. */

beforeAll(enginePath, buildTimeoutMs);

const upTo = (chars: number, head: string, part: string, tail: string) =>
  head + part.repeat(Math.floor((chars - head.length - tail.length) / part.length)) + tail;
const hostile = (chars: number): [name: string, body: string][] => [
  ["numbers", upTo(chars, '{"type":"zzz","a":[', "0,", "0]}")],
  ["objects", upTo(chars, '{"type":"zzz","a":[', "{},", "0]}")],
  ["arrays in arrays", upTo(chars, '{"type":"zzz","a":[', "[[]],", "0]}")],
  ["members of one name", upTo(chars, '{"type":"zzz"', ',"k":0', "}")],
  ["strings between", upTo(chars, '{"type":"zzz","a":[', '"[",{},', "0]}")],
];
const harmless: [name: string, body: object][] = [
  ["400 values", { type: "zzz", a: Array.from({ length: 390 }, (_, at) => (at % 20 === 0 ? {} : at)) }],
  ["a text full of commas and colons", { type: "stt", text: "well, {[:".repeat(1_800) }],
  ["a text of escapes", { type: "stt", text: '\\",['.repeat(2_500) }],
];

async function withDevice(run: (stage: Awaited<ReturnType<typeof stageOf>>) => Promise<void>) {
  const stage = await stageOf();
  try {
    await run(stage);
  } finally {
    await stage.device.close();
  }
}

async function stageOf() {
  const world = scriptedWorld();
  const device = await startXsDevice({ ports: world.ports, config, heap: await boardHeap() });
  const step = async (act: () => void) => {
    act();
    await device.settled();
  };
  await step(() => device.start());
  await step(() => world.network("up"));
  return {
    world,
    device,
    step,
    answer: (body: string) => step(() => world.requests.at(-1)?.settle({ ...ok({}), body } as never)),
  };
}

describe("on the heap of a board", () => {
  test.each(hostile(16_384))("an OTA reply of %s is refused, and a good one still leads on", (_name, body) =>
    withDevice(async ({ world, device, answer }) => {
      await answer(body);
      expect(world.webSockets.channels).toHaveLength(0);
      device.press();
      await device.settled();
      await answer('{"websocket":{"url":"wss://cloud.example/v1/","token":"secret"}}');
      expect(world.webSockets.channels).toHaveLength(1);
    }),
  );

  test("messages of all kinds leave the session as it is, over and over", () =>
    withDevice(async ({ world, device, step, answer }) => {
      await answer('{"websocket":{"url":"wss://cloud.example/v1/","token":"secret"}}');
      const [channel] = world.webSockets.channels;
      await step(() => channel?.open());
      await step(() => channel?.say({ type: "hello", transport: "websocket", session_id: "s1" }));
      for (let round = 0; round < 3; round++) {
        for (const [, body] of hostile(16_384)) await step(() => channel?.say(body));
        for (const [, body] of harmless) await step(() => channel?.say(body));
      }
      await step(() => device.say("still here"));
      expect(channel?.sent().at(-1)).toMatchObject({ type: "listen", text: "still here" });
    }));
});
