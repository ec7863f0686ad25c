/** Everything too big: the device stays whole, says something of bounded size, and goes online afterwards. */
import { expect, test } from "vitest";
import {
  boundReply,
  goOnline,
  powerOn,
  unboundReply,
  type World,
  websocketSection,
} from "../../fakes/device.js";

const long = "x".repeat(100_000);
const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
const members = (count: number): object =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`name-${at}`, at]));
const values = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

const lineMaxChars = 400;
const screenMaxChars = 4_000;

function expectBounded(world: World): void {
  for (const { line } of world.log) expect(line.length).toBeLessThan(lineMaxChars);
  for (const screen of world.screens) expect(JSON.stringify(screen).length).toBeLessThan(screenMaxChars);
  for (const text of world.records.values()) expect(text.length).toBeLessThanOrEqual(4_000);
}

const replies: Readonly<Record<string, unknown>> = {
  "a body that is nothing but long": long,
  "a long text in JSON": { error: long },
  "deep nesting": nested(5_000),
  "deep nesting beside good sections": `{"websocket":${JSON.stringify(websocketSection)},"x":${nested(1_000)}}`,
  "many members": { ...boundReply, ...members(2_000) },
  "many values": { ...boundReply, list: values(5_000) },
  "long member names": { ...boundReply, [long.slice(0, 12_000)]: 1 },
  "a long token": { websocket: { ...websocketSection, token: long.slice(0, 10_000) } },
  "a long URL": { websocket: { ...websocketSection, url: `wss://voice.example/${long.slice(0, 10_000)}` } },
  "long MQTT members": {
    mqtt: { endpoint: "m.example", client_id: long.slice(0, 5_000), publish_topic: long.slice(0, 5_000) },
  },
  "a long activation": {
    activation: {
      code: "1".repeat(5_000),
      message: "line\n".repeat(2_000),
      challenge: long.slice(0, 5_000),
    },
  },
  "a long firmware URL": {
    ...boundReply,
    firmware: { version: "9.9.9", url: `https://dl.example/${long.slice(0, 10_000)}`, force: 1 },
  },
  "huge numbers": { ...boundReply, server_time: { timestamp: 1e308, timezone_offset: 1e308 } },
};

test.each(Object.entries(replies))("the OTA server answers with %s", (_name, reply) => {
  for (const status of [200, 500]) {
    const world = powerOn();
    world.asked().answer(status, reply);
    world.time.advance(1_000);
    expectBounded(world);
    for (let turn = 0; turn < 50 && world.asked().answered; turn++) world.time.advance(10_000);
    if (world.state() === "checking" || world.state() === "activating") world.asked().answer(200, boundReply);
    expect(["connecting", "online", "activating", "waiting"]).toContain(world.state());
    expect(world.installs).toEqual([]);
  }
});

test.each([
  ["a long Location", 302, { location: `https://other.example/${long}` }],
  ["a long Retry-After", 503, { "retry-after": "9".repeat(10_000) }],
  ["many headers", 500, Object.fromEntries(values(5_000).map((at) => [`x-${at}`, long.slice(0, 100)]))],
] as const)("%s", (_name, status, headers) => {
  const world = powerOn();
  world.asked().answer(status, "", headers);
  expect(world.state()).toBe("waiting");
  expectBounded(world);
  // Whatever was asked for, within an hour and the longest wait it asks again.
  const before = world.requests.length;
  world.time.advance(3_600_000 + 120_000);
  expect(world.requests.length).toBeGreaterThan(before);
});

const messages: Readonly<Record<string, string>> = {
  "a long text": JSON.stringify({ type: "stt", text: long }),
  "a text just within the cap": JSON.stringify({
    type: "tts",
    state: "sentence_start",
    text: long.slice(0, 16_000),
  }),
  "deep nesting": nested(3_000),
  "deep nesting in lists": `{"type":"stt","text":"x","y":${"[".repeat(2_000)}${"]".repeat(2_000)}}`,
  "many members": JSON.stringify({ type: "stt", text: "x", ...members(500) }),
  "many values": JSON.stringify({ type: "stt", text: "x", list: values(1_000) }),
  "a long type": JSON.stringify({ type: long.slice(0, 16_000) }),
  "a long emotion": JSON.stringify({ type: "llm", emotion: long.slice(0, 15_000), text: "" }),
  "a long MCP method": JSON.stringify({
    type: "mcp",
    payload: { jsonrpc: "2.0", id: 1, method: long.slice(0, 10_000) },
  }),
  "a long MCP id": JSON.stringify({
    type: "mcp",
    payload: { jsonrpc: "2.0", id: long.slice(0, 10_000), method: "ping" },
  }),
  "a long tool name": JSON.stringify({
    type: "mcp",
    payload: { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: long.slice(0, 10_000) } },
  }),
  "a long command": JSON.stringify({ type: "system", command: long.slice(0, 15_000) }),
  "a long alert": JSON.stringify({
    type: "alert",
    status: long.slice(0, 5_000),
    message: long.slice(0, 5_000),
    emotion: "sad",
  }),
  "an unclosed string": `{"type":"stt","text":"${long.slice(0, 10_000)}`,
};

test.each(Object.entries(messages))("the session server says %s", (_name, text) => {
  for (const isOnline of [false, true]) {
    const world = powerOn();
    if (isOnline) goOnline(world);
    else {
      world.asked().answer(200, boundReply);
      world.webSockets.channels[0]?.open();
    }
    const channel = world.webSockets.channels[0];
    channel?.say(text);
    expectBounded(world);
    for (const { event, ...rest } of world.observed.filter(({ event }) => event === "message"))
      expect(JSON.stringify(rest).length, event).toBeLessThan(2_000);
    for (const sent of channel?.sent() ?? []) expect(JSON.stringify(sent).length).toBeLessThan(1_000);
    expect(world.restarts).toEqual([]);
    expect(channel?.misuse).toEqual([]);
  }
});

test("a long session id opens no session", () => {
  const world = powerOn();
  world.asked().answer(200, boundReply);
  const [channel] = world.webSockets.channels;
  channel?.open();
  channel?.say({ type: "hello", transport: "websocket", session_id: long.slice(0, 10_000) });
  expect(world.state()).not.toBe("online");
  expectBounded(world);
});

test("ten thousand messages at once are handled, and the device still listens", () => {
  const world = powerOn();
  goOnline(world);
  const [channel] = world.webSockets.channels;
  for (let at = 0; at < 10_000; at++) channel?.say({ type: "stt", text: `${at}` });
  expect(world.screen().user).toBe("9999");
  expectBounded(world);
});

test("an unbound device shows its code however long the words around it are", () => {
  const world = powerOn();
  const activation = {
    ...unboundReply.activation,
    message: `http://console.example\n${"word ".repeat(2_000)}`,
  };
  world.asked().answer(200, { ...unboundReply, activation });
  expect(world.screen().code).toBe("012345");
  expectBounded(world);
});
