import { expect, test } from "vitest";
import { greeting, mqttHello, mqttSettings, onMqtt, open } from "./harness.js";

const { publishTopic, ...connection } = mqttSettings;

test("connects with the stored settings and nothing else", () => {
  expect(onMqtt({ subscribeTopic: "t" }).server.options).toEqual({
    ...connection,
    connectTimeoutMs: 10_000,
    messageMaxBytes: 16_384,
  });
});

test("after CONNACK it subscribes, then publishes hello to the publish topic", () => {
  const { server } = onMqtt({ subscribeTopic: "devices/p2p/d4" });
  expect(server.did).toEqual([]);
  server.open();
  expect(server.did).toEqual([
    "subscribe devices/p2p/d4",
    `publish ${publishTopic}: {"type":"hello","version":3,"transport":"udp","features":{"mcp":true,"glyph_push":false},"audio_params":{"format":"opus","sample_rate":16000,"channels":1,"frame_duration":60}}`,
  ]);
});

test("without a subscribe topic it subscribes to nothing", () => {
  expect(greeting.mqtt().server.did).toHaveLength(1);
});

test("the server's hello opens the session", () => {
  const { server, told } = greeting.mqtt();
  server.say(mqttHello);
  expect(told).toEqual(["opened s-81c0"]);
});

test.each([2, 4, 5])("CONNACK %i makes the credentials suspect", (status) => {
  const { server, end } = onMqtt();
  server.end({ kind: "refused", status });
  expect(end()).toEqual({
    kind: "refused",
    code: status,
    suspect: true,
    detail: `refused with CONNACK code ${status}`,
  });
});

test.each([1, 3, 255])("CONNACK %i is the server's trouble", (status) => {
  const { server, end } = onMqtt();
  server.end({ kind: "refused", status });
  expect(end()).toMatchObject({ kind: "refused", code: status, suspect: false });
});

test.each([
  { kind: "lost", detail: "reset" },
  { kind: "closed", code: 0, reason: "" },
  { kind: "unreachable", stage: "closed", detail: "" },
] as const)("a drop right after CONNACK 0 ($kind) is how gateways refuse credentials", (how) => {
  const { server, end } = greeting.mqtt();
  server.end(how);
  expect(end()).toMatchObject({ kind: "refused", suspect: true });
});

test("a drop before CONNACK says nothing about the credentials", () => {
  const { server, end } = onMqtt();
  server.end({ kind: "lost", detail: "reset" });
  expect(end()).toMatchObject({ kind: "unreachable", suspect: false });
});

test("a close in a session has no code to judge by", () => {
  const { server, end } = open.mqtt();
  server.end({ kind: "closed", code: 4001, reason: "" });
  expect(end()).toEqual({ kind: "closed", suspect: false, detail: "" });
});

test("goodbye before hello: the backend is out of reach", () => {
  const { server, end } = greeting.mqtt();
  server.say({ type: "goodbye" });
  expect(end()).toMatchObject({ kind: "closed", suspect: false });
  expect(server.did.at(-1)).toBe("close");
});

test("error before hello: the backend is out of reach", () => {
  const { server, end } = greeting.mqtt();
  server.say({ type: "error", message: "Failed to process hello message" });
  expect(end()).toMatchObject({ kind: "closed", suspect: false, text: "Failed to process hello message" });
});

test("a text that isn't JSON is no answer: on a topic anybody may say anything", () => {
  const { server, told } = greeting.mqtt();
  for (const text of ["online", "", "{", "0", "[]"]) server.say(text);
  server.say(mqttHello);
  expect(told.at(-1)).toBe("opened s-81c0");
});

test("closing publishes goodbye with the session id, then disconnects, without a callback", () => {
  const { server, session, told, time } = open.mqtt();
  session.close();
  session.close();
  expect(server.did.slice(1)).toEqual([
    `publish ${publishTopic}: {"session_id":"s-81c0","type":"goodbye"}`,
    "close",
  ]);
  expect(told).toEqual(["opened s-81c0"]);
  expect(time.pendingCount).toBe(0);
});

test("closing before the hello says no goodbye: there is no session to leave", () => {
  const { server, session } = greeting.mqtt();
  session.close();
  expect(server.did.slice(1)).toEqual(["close"]);
});

const goodbye = { type: "goodbye", session_id: "s-81c0" };

/** Its session was ended by the cloud. */
function resting() {
  const stage = open.mqtt();
  stage.server.say(goodbye);
  stage.told.length = 0;
  stage.server.did.length = 0;
  return stage;
}

test("the server's goodbye ends the session and is not answered; the connection stays", () => {
  const { server, told, end } = open.mqtt();
  server.say(goodbye);
  expect(told).toEqual(["opened s-81c0", "rested"]);
  expect(server.did.slice(1)).toEqual([]);
  expect(end()).toBeUndefined();
});

test("a second goodbye, as some gateways send, changes nothing", () => {
  const { server, told } = resting();
  server.say(goodbye);
  server.say({ type: "goodbye" });
  expect(told).toEqual([]);
});

test("without a session alerts and the like are heard, and MCP is answered; nothing else is said", () => {
  const { server, session, told } = resting();
  const alert = { type: "alert", status: "s", message: "m", emotion: "sad" };
  server.say(alert);
  server.say({ type: "mcp", payload: { jsonrpc: "2.0", id: 10_007, method: "tools/list" } });
  expect(told).toMatchObject([alert, { type: "mcp", request: { id: 10_007 } }]);
  expect(session.send({ type: "mcp", payload: { jsonrpc: "2.0", id: 10_007, result: {} } })).toBe(true);
  expect(session.send({ type: "abort" })).toBe(false);
  expect(server.did).toHaveLength(1);
});

test("the next session is one hello away, on the same connection, with an id of its own", () => {
  const { server, session, told } = resting();
  session.greet();
  expect(server.did).toHaveLength(1);
  expect(server.did[0]).toContain('"type":"hello"');
  server.say({ ...mqttHello, session_id: "s-2" });
  expect(told).toEqual(["opened s-2"]);
  // What the gateway still says about the session before.
  server.say(goodbye);
  expect(told).toEqual(["opened s-2"]);
  server.say({ type: "goodbye", session_id: "s-2" });
  expect(told).toEqual(["opened s-2", "rested"]);
});

const talk = { type: "tts", state: "sentence_start", text: "Dinner is ready." };

test("a cloud that has begun to talk goes on while the hello for that is under way", () => {
  const { server, session, told, end } = resting();
  server.say({ type: "tts", state: "start" });
  session.greet();
  server.say(talk);
  server.say({ type: "tts", state: "sentence_end" });
  expect(end()).toBeUndefined();
  server.say({ ...mqttHello, session_id: "s-2" });
  expect(told).toContain("opened s-2");
  // In the next rest it is silent: a code that is spoken in place of a hello is that again.
  server.say({ type: "goodbye", session_id: "s-2" });
  session.greet();
  server.say(talk);
  expect(end()).toMatchObject({ kind: "notGreeted", suspect: true });
});

test("a hello that nobody answers is given up, as at first", () => {
  const { session, time, server, end } = resting();
  session.greet();
  session.greet();
  expect(server.did).toHaveLength(1);
  time.advance(10_000);
  expect(end()).toMatchObject({ kind: "helloTimeout", suspect: true });
  expect(time.pendingCount).toBe(0);
});

test("a hello that the line does not take ends it at once", () => {
  const { session, server, end } = resting();
  server.writable = false;
  session.greet();
  expect(end()).toMatchObject({ kind: "lost", suspect: false });
});

test("without a session the line is watched all the same: pings, and silence ends it", () => {
  const { server, time, end } = resting();
  time.advance(30_000);
  expect(server.did).toEqual(["ping"]);
  time.advance(60_000);
  expect(end()).toMatchObject({ kind: "silent", suspect: false });
});

test("a line that breaks without a session is no sign of bad credentials", () => {
  const { server, end } = resting();
  server.end({ kind: "lost", detail: "reset" });
  expect(end()).toEqual({ kind: "lost", suspect: false, detail: "reset" });
});

test("closing without a session says no goodbye", () => {
  const { server, session, time } = resting();
  session.close();
  expect(server.did).toEqual(["close"]);
  expect(time.pendingCount).toBe(0);
});

test("a short keep-alive is kept by pinging twice as often", () => {
  const { server, time } = open.mqtt({ keepAliveS: 20 });
  time.advance(10_000);
  expect(server.did.at(-1)).toBe("ping");
});
