import { beforeAll, expect, test } from "vitest";
import { boardHeap, startXsDevice, type XsDeviceOptions } from "../../../host/device/xs/bridge.js";
import type { XsFailure } from "../../../host/xs/failure.js";
import { deviceHeap } from "../../../host/xs/heap.js";
import { createDevice, type Device } from "../../../src/core/device.js";
import { buildTimeoutMs, enginePath } from "../../xs/engine.js";
import { config, ok, type ScriptedWorld, scriptedWorld } from "./scripted.js";

beforeAll(enginePath, buildTimeoutMs);

type Settle = () => Promise<void>;

/** Lets time pass timer by timer, so that both engines see each one at its due time. */
async function pass(world: ScriptedWorld, durationMs: number, settle: Settle): Promise<void> {
  const endMs = world.time.monotonicMs() + durationMs;
  for (;;) {
    const dueMs = world.time.nextDueMs;
    const untilMs = dueMs !== undefined && dueMs < endMs ? dueMs : endMs;
    world.time.advance(untilMs - world.time.monotonicMs());
    await settle();
    if (untilMs === endMs) return;
  }
}

/** From power-on over a failed check, activation and a conversation to the loss of the line. */
async function live(world: ScriptedWorld, device: Device, settle: Settle): Promise<void> {
  const step = async (act: () => void) => {
    act();
    await settle();
  };
  const reply = (body: object) => step(() => world.requests.at(-1)?.settle(ok(body)));
  await step(() => device.start());
  await step(() => world.network("up"));
  await step(() =>
    world.requests
      .at(-1)
      ?.settle({ ok: false, failure: { kind: "unreachable", stage: "dns", detail: "größer 😀" } }),
  );
  await pass(world, 120_000, settle);
  await reply({ activation: { code: "007301", message: "cloud.example\n007301", challenge: "c" } });
  await pass(world, 10_000, settle);
  await reply({});
  await pass(world, 10_000, settle);
  await reply({
    websocket: { url: "wss://cloud.example/v1/", token: "secret" },
    firmware: { version: "1.0.0", url: "" },
    server_time: { timestamp: 1_790_000_000_000, timezone_offset: 480 },
  });
  await pass(world, 1_000, settle);
  const channel = world.webSockets.channels[0];
  await step(() => channel?.open());
  await step(() =>
    channel?.say({
      type: "hello",
      transport: "websocket",
      session_id: "s1",
      audio_params: { sample_rate: 24_000 },
    }),
  );
  await step(() => device.say("你好 😀"));
  await step(() => channel?.say({ type: "llm", emotion: "happy", text: "😀" }));
  await step(() => channel?.say({ type: "tts", state: "start" }));
  await step(() => channel?.say({ type: "tts", state: "sentence_start", text: "Guten Tag" }));
  await step(() => channel?.sayBinary(new Uint8Array(400).fill(7)));
  await step(() => channel?.say({ type: "tts", state: "stop" }));
  await step(() => channel?.end({ kind: "lost", detail: "reset" }));
  await pass(world, 60_000, settle);
}

async function liveInXs(options: Partial<XsDeviceOptions>) {
  const world = scriptedWorld();
  const device = await startXsDevice({ ports: world.ports, config, observe: world.observe, ...options });
  try {
    await live(world, device, () => device.settled());
    return {
      world,
      events: [...world.events],
      instructions: device.instructions(),
      stats: await device.stats(),
    };
  } finally {
    await device.close();
  }
}

test("the device in XS does exactly what it does in Node, step by step", async () => {
  const inNode = scriptedWorld();
  const device = createDevice(inNode.ports, config, inNode.observe);
  await live(inNode, device, async () => {});
  const states = inNode.events
    .map((event) => JSON.stringify(event))
    .filter((text) => text.includes('"event":"state"'));
  // The script reaches what it is meant to reach, else the comparison says little.
  expect(states.join()).toMatch(
    /activating.*connecting.*online.*waiting|activating.*connecting.*online.*connecting/,
  );
  const inXs = await liveInXs({});
  expect(inXs.events).toEqual(inNode.events);
  expect(inXs.world.webSockets.channels.map(({ did, options }) => ({ did, options }))).toEqual(
    inNode.webSockets.channels.map(({ did, options }) => ({ did, options })),
  );
});

test("the whole life fits into the heap of a board, with the same instructions on every run", async () => {
  const heap = await boardHeap();
  const runs = [await liveInXs({ heap }), await liveInXs({ heap })];
  expect(runs[0]?.instructions).toBeGreaterThan(10_000);
  expect(runs[1]?.instructions).toBe(runs[0]?.instructions);
});

test("closing releases every port before it returns, and nothing reaches the device afterwards", async () => {
  const world = scriptedWorld();
  const device = await startXsDevice({ ports: world.ports, config });
  device.start();
  await device.settled();
  world.network("up");
  await device.settled();
  const before = world.events.length;
  const closed = device.close();
  const released = world.events.slice(before).flat();
  expect(released).toContain("http cancel");
  expect(released).toContain("network cancel");
  expect(world.time.pendingCount).toBe(0);
  world.network("down");
  device.press();
  await closed;
  await device.close();
  expect(world.events.slice(before)).toHaveLength(2);
});

test("an exception inside the device ends it with the line of the TypeScript source", async () => {
  const world = scriptedWorld();
  const deaths: [string, XsFailure][] = [];
  const device = await startXsDevice({
    ports: world.ports,
    config,
    onDead: (...death) => void deaths.push(death),
  });
  device.start();
  await device.settled();
  world.network("up");
  await device.settled();
  // A platform that breaks its promise about the body.
  world.requests[0]?.settle({ ok: true, status: 200, headers: {}, body: 5 as never });
  await expect(device.settled()).rejects.toMatchObject({ kind: "exception" });
  world.network("down");
  await device.close();
  expect(deaths).toHaveLength(1);
  const [reason, failure] = deaths[0] ?? ["", undefined];
  expect(reason).toMatch(/^The program in XS threw an exception\. \(TypeError: [^\n]*\)$/);
  expect(failure?.detail).toMatch(/src\/core\/ota\/reply\.ts:\d+/);
});

test("a port that throws ends the device with what it threw", async () => {
  const world = scriptedWorld();
  const facts = () => {
    throw new Error("no such facts");
  };
  const ports = { ...world.ports, facts: { read: facts } };
  await expect(startXsDevice({ ports, config })).rejects.toMatchObject({
    kind: "host",
    detail: "no such facts",
  });
});

test("a device without memory is refused with a typed failure, and its ports are released", async () => {
  const world = scriptedWorld();
  const heap = deviceHeap({ chunkBytes: 4_000, slots: 300 });
  await expect(startXsDevice({ ports: world.ports, config, heap })).rejects.toMatchObject({
    kind: "out-of-memory",
  });
});
