import { expect, test } from "vitest";
import { greeting, onWebsocket, open, token, websocketHello } from "./harness.js";

test("the upgrade carries identity, version and token", () => {
  const { server } = onWebsocket();
  expect(server.options).toEqual({
    url: "wss://voice.example/v1/ws/",
    headers: {
      Authorization: `Bearer ${token}`,
      "Protocol-Version": "1",
      "Device-Id": "d4:06:06:b6:a9:fb",
      "Client-Id": "0f1e2d3c-4b5a-4678-9abc-def012345678",
    },
    connectTimeoutMs: 10_000,
    messageMaxBytes: 16_384,
  });
});

test("a token with a space is a whole header value", () => {
  expect(onWebsocket({ token: "Basic abc" }).server.options.headers.Authorization).toBe("Basic abc");
});

test("without a token there is no Authorization header, not an empty one", () => {
  expect(onWebsocket({ token: "" }).server.options.headers).not.toHaveProperty("Authorization");
});

test("version and Protocol-Version are the same number", () => {
  const { server } = greeting.websocket({ version: 3 });
  expect(server.options.headers["Protocol-Version"]).toBe("3");
  expect(server.sent()).toMatchObject([{ type: "hello", transport: "websocket", version: 3 }]);
});

test("hello goes out once the channel is open, and the server's opens the session", () => {
  const { server, told } = onWebsocket();
  expect(server.sent()).toEqual([]);
  server.open();
  expect(server.sent()).toHaveLength(1);
  expect(told).toEqual([]);
  server.say(websocketHello);
  expect(told).toEqual(["opened s-7f3a"]);
});

test.each([401, 403])("an upgrade refused with %i makes the credentials suspect", (status) => {
  const { server, end } = onWebsocket();
  server.end({ kind: "refused", status });
  expect(end()).toMatchObject({ kind: "refused", code: status, suspect: true });
});

test.each([200, 404, 429, 500, 503])("an upgrade refused with %i is the server's trouble", (status) => {
  const { server, end } = onWebsocket();
  server.end({ kind: "refused", status });
  expect(end()).toMatchObject({ kind: "refused", code: status, suspect: false });
});

test("any close before the hello makes the credentials suspect", () => {
  for (const code of [1000, 1001, 1006, 1011]) {
    const { server, end } = greeting.websocket();
    server.end({ kind: "closed", code, reason: "" });
    expect(end()).toMatchObject({ kind: "closed", code, suspect: true });
  }
  const { server, end } = greeting.websocket();
  server.end({ kind: "lost", detail: "reset" });
  expect(end()).toMatchObject({ kind: "lost", suspect: true });
});

test.each([1008, 4000, 4001, 4999])("close code %i makes the credentials suspect at any time", (code) => {
  const { server, end } = open.websocket();
  server.end({ kind: "closed", code, reason: "" });
  expect(end()).toMatchObject({ kind: "closed", code, suspect: true });
});

test.each([1000, 1001, 1009, 1011, 3999, 5000])("close code %i in a session means nothing", (code) => {
  const { server, end } = open.websocket();
  server.end({ kind: "closed", code, reason: "bye" });
  expect(end()).toEqual({ kind: "closed", code, suspect: false, detail: `closed with code ${code}: bye` });
});

test("a goodbye instead of a hello is a close before the hello", () => {
  const { server, end } = greeting.websocket();
  server.say({ type: "goodbye" });
  expect(end()).toMatchObject({ kind: "closed", suspect: true });
});

test("an error before the hello does not end the wait for it", () => {
  const { server, told } = greeting.websocket();
  server.say({ type: "error", message: "x" });
  expect(told).toEqual([{ type: "error", message: "x" }]);
  server.say(websocketHello);
  expect(told.at(-1)).toBe("opened s-7f3a");
});

test("text that isn't JSON before hello shows a bad token", () => {
  const { server, end } = greeting.websocket();
  server.say("认证失败");
  expect(end()).toEqual({
    kind: "refused",
    suspect: true,
    detail: "text instead of a hello: 认证失败",
    text: "认证失败",
  });
});

test("the words of a refusal are one short line without secrets, for the log and for the person", () => {
  const { server, end } = greeting.websocket();
  server.say(`token ${token.slice(0, 12)}\u001b[31m\nexpired${" x".repeat(1_000)}`);
  expect(end()?.detail).toMatch(/^text instead of a hello: token \* expired( x)+ ?…?$/);
  expect(end()?.text).toMatch(/^token \* expired( x)+ ?…?$/);
  for (const line of [end()?.detail, end()?.text]) expect(line?.length).toBeLessThanOrEqual(160);
});

test.each([
  ["a hello that is no JSON", '{"type":"hello","udp":{"key":"00 01 02 03"},}'],
  ["a run that may be a key", "no: 000102030405060708090a0b0c0d0e0f"],
  ["a run that may be a token", "no: c2lnbmF0dXJl.17521199"],
])("%s is told by its size only: it may hold a key", (_name, text) => {
  const { server, end } = greeting.websocket();
  server.say(text);
  expect(end()).toEqual({
    kind: "refused",
    suspect: true,
    detail: `text instead of a hello (${text.length} characters)`,
  });
});

test("closing ends the websocket in order, without a goodbye and without a callback", () => {
  const { server, session, told, time } = open.websocket();
  session.close();
  session.close();
  expect(server.did.slice(1)).toEqual(["close 1000"]);
  expect(told).toEqual(["opened s-7f3a"]);
  expect(time.pendingCount).toBe(0);
});

test("audio frames are no message, but a sign of life", () => {
  const { server, told, time } = open.websocket();
  time.advance(80_000);
  server.sayBinary(new Uint8Array([0xf8, 0xff]));
  time.advance(80_000);
  expect(told).toEqual(["opened s-7f3a"]);
});
