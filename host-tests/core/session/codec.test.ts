import fc from "fast-check";
import { expect, test } from "vitest";
import {
  decodeServerMessage,
  encodeDeviceMessage,
  messageMaxChars,
} from "../../../src/core/session/codec.js";
import { textMaxChars } from "../../../src/core/session/messages.js";

const decode = (wire: unknown) => decodeServerMessage(JSON.stringify(wire));

test.each<[name: string, wire: object, message: object]>([
  ["stt", { type: "stt", text: "你好", session_id: "s" }, { type: "stt", text: "你好" }],
  ["stt without text", { type: "stt" }, { type: "unknown", name: "stt" }],
  ["tts start", { type: "tts", state: "start" }, { type: "tts", state: "start" }],
  [
    "tts sentence",
    { type: "tts", state: "sentence_start", text: "hi" },
    { type: "tts", state: "sentence", text: "hi" },
  ],
  ["tts sentence without text", { type: "tts", state: "sentence_start" }, { type: "unknown", name: "tts" }],
  ["tts stop", { type: "tts", state: "stop" }, { type: "tts", state: "stop", aborted: false }],
  [
    "tts stop, aborted",
    { type: "tts", state: "stop", is_aborted: true },
    { type: "tts", state: "stop", aborted: true },
  ],
  [
    "is_aborted that only looks true",
    { type: "tts", state: "stop", is_aborted: "no" },
    { type: "tts", state: "stop", aborted: false },
  ],
  ["tts of another state", { type: "tts", state: "dance" }, { type: "unknown", name: "tts" }],
  ["llm", { type: "llm", emotion: "happy", text: "🙂" }, { type: "llm", emotion: "happy", text: "🙂" }],
  ["llm without members", { type: "llm" }, { type: "llm", emotion: "neutral", text: "" }],
  [
    "emotion with a path",
    { type: "llm", emotion: "../x", text: "" },
    { type: "llm", emotion: "neutral", text: "" },
  ],
  [
    "emotion of 25 letters",
    { type: "llm", emotion: "a".repeat(25), text: "" },
    { type: "llm", emotion: "neutral", text: "" },
  ],
  [
    "emotion of 24 letters",
    { type: "llm", emotion: "a".repeat(24), text: "" },
    { type: "llm", emotion: "a".repeat(24), text: "" },
  ],
  [
    "alert",
    { type: "alert", status: "Warning", message: "Low", emotion: "sad" },
    { type: "alert", status: "Warning", message: "Low", emotion: "sad" },
  ],
  [
    "alert without status",
    { type: "alert", message: "m", emotion: "sad" },
    { type: "unknown", name: "alert" },
  ],
  [
    "alert without message",
    { type: "alert", status: "s", emotion: "sad" },
    { type: "unknown", name: "alert" },
  ],
  ["error", { type: "error", message: " no provider " }, { type: "error", message: "no provider" }],
  ["error in another member", { type: "error", message: "", error: "no" }, { type: "error", message: "no" }],
  ["error without words", { type: "error", code: 5 }, { type: "unknown", name: "error" }],
  ["alert without emotion", { type: "alert", status: "s", message: "m" }, { type: "unknown", name: "alert" }],
  [
    "notify by event",
    { type: "notify", event: "config_updated" },
    { type: "notify", event: "config_updated" },
  ],
  [
    "notify by action",
    { type: "notify", action: "config_updated" },
    { type: "notify", event: "config_updated" },
  ],
  [
    "notify by a member of that name",
    { type: "notify", config_updated: true },
    { type: "notify", event: "config_updated" },
  ],
  ["notify of nothing", { type: "notify" }, { type: "unknown", name: "notify" }],
  ["system", { type: "system", command: "reboot" }, { type: "system", command: "reboot" }],
  ["system without command", { type: "system", command: 1 }, { type: "unknown", name: "system" }],
  ["goodbye", { type: "goodbye", session_id: "s" }, { type: "goodbye", sessionId: "s" }],
  ["goodbye without id", { type: "goodbye" }, { type: "goodbye" }],
  ["goodbye with an empty id", { type: "goodbye", session_id: "" }, { type: "goodbye" }],
  ["another type", { type: "iot" }, { type: "unknown", name: "iot" }],
  ["no type", { state: "start" }, { type: "unknown", name: "" }],
  ["a type that objects inherit", { type: "constructor" }, { type: "unknown", name: "constructor" }],
  ["a type with escapes", { type: "\u001b[31mx\u202ey\n" }, { type: "unknown", name: "xy" }],
])("reads %s", (_name, wire, message) => {
  expect(decode(wire)).toEqual(message);
});

test.each<[name: string, payload: unknown, request: object | undefined]>([
  ["a number id", { jsonrpc: "2.0", id: 1, method: "ping" }, { id: 1, method: "ping" }],
  ["a string id", { jsonrpc: "2.0", id: "a", method: "ping" }, { id: "a", method: "ping" }],
  ["no id", { jsonrpc: "2.0", method: "ping" }, { method: "ping" }],
  ["a null id", { jsonrpc: "2.0", id: null, method: "ping" }, { method: "ping" }],
  [
    "params",
    { jsonrpc: "2.0", id: 1, method: "x", params: { a: 1 } },
    { id: 1, method: "x", params: { a: 1 } },
  ],
  ["an id of another type", { jsonrpc: "2.0", id: {}, method: "x" }, undefined],
  ["an id of 65 characters", { jsonrpc: "2.0", id: "i".repeat(65), method: "x" }, undefined],
  ["params that are a list", { jsonrpc: "2.0", id: 1, method: "x", params: [] }, undefined],
  ["another version", { jsonrpc: "1.0", id: 1, method: "x" }, undefined],
  ["no version", { id: 1, method: "x" }, undefined],
  ["no method", { jsonrpc: "2.0", id: 1 }, undefined],
  ["a method of 65 characters", { jsonrpc: "2.0", id: 1, method: "m".repeat(65) }, undefined],
  ["no payload", undefined, undefined],
])("an mcp request with %s", (_name, payload, request) => {
  expect(decode({ type: "mcp", payload })).toEqual(
    request ? { type: "mcp", request } : { type: "unknown", name: "mcp" },
  );
});

test("an id beyond the numbers is refused, not answered with null", () => {
  const wire = '{"type":"mcp","payload":{"jsonrpc":"2.0","id":1e999,"method":"ping"}}';
  expect(decodeServerMessage(wire)).toEqual({ type: "unknown", name: "mcp" });
});

test.each(["", "pong", "认证失败", "1", "null", "[]", '"x"', '{"type":'])("%j is no message", (text) => {
  expect(decodeServerMessage(text)).toBeUndefined();
});

test("a message of the maximum length is read, one character more is not", () => {
  const wire = (length: number) => {
    const text = JSON.stringify({ type: "stt", text: "" });
    return JSON.stringify({ type: "stt", text: "x".repeat(length - text.length) });
  };
  expect(decodeServerMessage(wire(messageMaxChars))?.type).toBe("stt");
  expect(decodeServerMessage(wire(messageMaxChars + 1))).toBeUndefined();
});

test("texts are clipped and lose control and bidi characters", () => {
  expect(decode({ type: "stt", text: `a\u0000\u202eb\u001b[2J${"x".repeat(1_000)}` })).toEqual({
    type: "stt",
    text: `ab${"x".repeat(textMaxChars - 2)}`,
  });
});

test("device messages carry the session id, empty or not, and escape what people say", () => {
  const said = encodeDeviceMessage({ type: "listen", state: "detect", text: 'say "hi"\n' }, "s-1");
  expect(said).toBe('{"session_id":"s-1","type":"listen","state":"detect","text":"say \\"hi\\"\\n"}');
  expect(encodeDeviceMessage({ type: "abort" }, "")).toBe('{"session_id":"","type":"abort"}');
  expect(JSON.parse(encodeDeviceMessage({ type: "mcp", payload: { id: 1 } }, "s"))).toEqual({
    session_id: "s",
    type: "mcp",
    payload: { id: 1 },
  });
});

test("what a person says is clipped to the length of a text", () => {
  const said = encodeDeviceMessage({ type: "listen", state: "detect", text: "x".repeat(600) }, "s");
  expect(JSON.parse(said).text).toHaveLength(textMaxChars);
});

const types = ["stt", "tts", "llm", "alert", "notify", "system", "goodbye", "mcp", "hello", "__proto__"];
const anyMessage = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.json(),
  fc
    .record(
      {
        type: fc.oneof(fc.constantFrom(...types), fc.string()),
        state: fc.oneof(fc.constantFrom("start", "stop", "sentence_start"), fc.jsonValue()),
        text: fc.oneof(fc.string({ unit: "binary", maxLength: 2_000 }), fc.jsonValue()),
        emotion: fc.oneof(fc.string({ maxLength: 40 }), fc.jsonValue()),
        status: fc.oneof(fc.string({ unit: "binary" }), fc.jsonValue()),
        message: fc.oneof(fc.string({ unit: "binary" }), fc.jsonValue()),
        event: fc.oneof(fc.string({ unit: "binary", maxLength: 100 }), fc.jsonValue()),
        command: fc.jsonValue(),
        session_id: fc.jsonValue(),
        payload: fc.oneof(
          fc.jsonValue(),
          fc.record({ jsonrpc: fc.constant("2.0"), id: fc.jsonValue(), method: fc.string() }),
        ),
      },
      { requiredKeys: ["type"] },
    )
    .map((wire) => JSON.stringify(wire)),
);

test("no text makes the decoder throw or give texts over the cap or with control characters", () => {
  fc.assert(
    fc.property(anyMessage, (wire) => {
      const message = decodeServerMessage(wire);
      if (!message) return;
      expect(["tts", "unknown", ...types]).toContain(message.type);
      for (const member of ["text", "status", "message", "name", "event", "command"]) {
        const value = (message as Record<string, unknown>)[member];
        if (typeof value !== "string") continue;
        expect([...value].length).toBeLessThanOrEqual(textMaxChars);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
        expect(value).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      }
    }),
    { seed: 1, numRuns: 500 },
  );
});
