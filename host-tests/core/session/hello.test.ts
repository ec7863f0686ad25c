import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { decodeServerHello, encodeDeviceHello } from "../../../src/core/session/hello.js";

const udp = {
  server: "203.0.113.7",
  port: 8884,
  encryption: "aes-128-ctr",
  key: "000102030405060708090a0b0c0d0e0f",
  nonce: "0100000011223344aaaaaaaabbbbbbbb",
};
const overWebsocket = (members: object) =>
  decodeServerHello(JSON.stringify({ type: "hello", transport: "websocket", ...members }), "websocket");
const overMqtt = (members: object) =>
  decodeServerHello(JSON.stringify({ type: "hello", transport: "udp", udp, ...members }), "mqtt");
const malformed = (member: string) => ({
  ok: false,
  failure: { kind: "malformed", detail: `server hello: ${member} is unusable` },
});

test("the websocket hello repeats the protocol version", () => {
  expect(JSON.parse(encodeDeviceHello("websocket", 2))).toEqual({
    type: "hello",
    version: 2,
    transport: "websocket",
    features: { mcp: true, glyph_push: false },
    audio_params: { format: "opus", sample_rate: 16000, channels: 1, frame_duration: 60 },
  });
});

test("glyphs are asked for by the font that they are to be of, over both transports", () => {
  const font = { bundle: "noto-v1", charset: "common", size: 16, bpp: 4 };
  for (const transport of ["websocket", "mqtt"] as const)
    expect(JSON.parse(encodeDeviceHello(transport, 1, font))).toMatchObject({
      features: { mcp: true, glyph_push: true },
      text_font: font,
    });
});

test("a font that lies in a board's flash is copied first: XS throws when it is to write that as JSON", () => {
  const inFlash = { bundle: "noto-v1", charset: "common", size: 16, bpp: 4 };
  const stringify = vi.spyOn(JSON, "stringify");
  encodeDeviceHello("websocket", 1, inFlash);
  const [[written] = []] = stringify.mock.calls;
  stringify.mockRestore();
  expect(written).toMatchObject({ text_font: inFlash });
  expect((written as { text_font: unknown }).text_font).not.toBe(inFlash);
});

test("the MQTT hello has version 3 and transport udp", () => {
  expect(JSON.parse(encodeDeviceHello("mqtt"))).toMatchObject({ version: 3, transport: "udp" });
});

test("session id and audio parameters may be missing", () => {
  expect(overWebsocket({})).toEqual({
    ok: true,
    value: { sessionId: "", audio: { format: "opus", sampleRateHz: 24_000, frameDurationMs: 60 } },
  });
});

test("what the server sends counts, numbers as text too", () => {
  expect(
    overWebsocket({
      session_id: "s-7f3a",
      audio_params: { format: "pcm", sample_rate: "16000", frame_duration: 20 },
    }),
  ).toEqual({
    ok: true,
    value: { sessionId: "s-7f3a", audio: { format: "pcm", sampleRateHz: 16_000, frameDurationMs: 20 } },
  });
});

test("a hello for another transport is told apart from a bad one", () => {
  const other = { ok: false, failure: { kind: "otherTransport" } };
  expect(overWebsocket({ transport: "udp" })).toEqual(other);
  expect(overWebsocket({ transport: undefined })).toEqual(other);
  expect(overMqtt({ transport: "websocket" })).toEqual(other);
});

test.each(["", "认证失败", "[]", "{}", '{"type":"stt"}'])("%j is no hello", (text) => {
  expect(decodeServerHello(text, "websocket")).toEqual({ ok: false, failure: { kind: "notHello" } });
});

test.each([
  ["129 characters", "s".repeat(129)],
  ["control characters", "s\u0007"],
  ["another type", { id: 1 }],
])("a session id of %s is refused", (_name, session_id) => {
  expect(overWebsocket({ session_id })).toEqual(malformed("session_id"));
});

test("a session id of 128 characters is taken", () => {
  expect(overWebsocket({ session_id: "s".repeat(128) })).toMatchObject({ ok: true });
});

test.each([
  { sample_rate: 7_999 },
  { sample_rate: 48_001 },
  { sample_rate: "fast" },
  { frame_duration: 0 },
  { frame_duration: 121 },
  { format: "O P U S" },
  { format: "f".repeat(17) },
])("audio parameters out of range cost the audio, not the session: %j", (audio_params) => {
  expect(overWebsocket({ audio_params })).toEqual({ ok: true, value: { sessionId: "" } });
});

test("over MQTT key and nonce become 16 bytes each", () => {
  const hello = overMqtt({ session_id: "s-81c0" });
  expect(hello).toMatchObject({
    ok: true,
    value: { sessionId: "s-81c0", udp: { host: "203.0.113.7", port: 8884 } },
  });
  if (!hello.ok) return;
  expect(Buffer.from(hello.value.udp?.key ?? []).toString("hex")).toBe(udp.key);
  expect(Buffer.from(hello.value.udp?.nonce ?? []).toString("hex")).toBe(udp.nonce);
});

test.each([
  { server: "" },
  { server: "a b" },
  { server: "x".repeat(254) },
  { port: 0 },
  { port: 65_536 },
  { port: 1.5 },
  { server: "udp://203.0.113.7" },
  { server: "203.0.113.7:8884" },
  { encryption: "none" },
  { encryption: ["aes-128-ctr"] },
  { key: udp.key.slice(1) },
  { key: `${udp.key}00` },
  { key: `${udp.key.slice(2)}zz` },
  { nonce: `${udp.nonce.slice(1)} ` },
  { nonce: undefined },
])("UDP parameters must all be good, or the session has no way for audio: %j", (change) => {
  const hello = overMqtt({ udp: { ...udp, ...change } });
  expect(hello).toMatchObject({ ok: true, value: { sessionId: "" } });
  expect(hello.ok && hello.value.udp).toBe(undefined);
});

test.each([undefined, null, "", "AES-128-CTR"])(
  "encryption %j is the only one that there is",
  (encryption) => {
    expect(overMqtt({ udp: { ...udp, encryption } })).toMatchObject({
      value: { udp: { host: "203.0.113.7", port: 8884 } },
    });
  },
);

test.each([
  ["2001:db8::15", "2001:db8::15"],
  ["[2001:DB8::15]", "2001:db8::15"],
  ["Audio.Example.com", "audio.example.com"],
])("the UDP server may be %s", (server, host) => {
  expect(overMqtt({ udp: { ...udp, server } })).toMatchObject({ value: { udp: { host } } });
});

test("a hello without UDP parameters, or over a websocket, has none", () => {
  for (const members of [{ udp: undefined }, { udp: null }, { udp: {} }, { udp: [] }])
    expect(overMqtt(members)).toMatchObject({ ok: true, value: { sessionId: "" } });
  const hello = overWebsocket({ udp });
  expect(hello.ok && hello.value.udp).toBe(undefined);
});

test("no text makes the decoder throw, and what it accepts is in range", () => {
  const member = fc.oneof(fc.jsonValue(), fc.integer().map(String), fc.integer({ min: 0, max: 70_000 }));
  const wire = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.json(),
    fc
      .record({
        type: fc.constant("hello"),
        transport: fc.constantFrom("websocket", "udp"),
        session_id: fc.oneof(fc.constant(null), fc.string({ unit: "binary", maxLength: 200 }), member),
        audio_params: fc.oneof(
          fc.constant({}),
          member,
          fc.record({ sample_rate: member, frame_duration: member }),
        ),
        udp: fc.oneof(
          member,
          fc.record({ port: member }).map((change) => ({ ...udp, ...change })),
        ),
      })
      .map((hello) => JSON.stringify(hello)),
  );
  fc.assert(
    fc.property(wire, fc.constantFrom("websocket" as const, "mqtt" as const), (text, transport) => {
      const hello = decodeServerHello(text, transport);
      if (!hello.ok) return;
      const { sessionId, audio, udp: params } = hello.value;
      expect(sessionId.length).toBeLessThanOrEqual(128);
      if (audio) {
        expect(audio.sampleRateHz).toSatisfy((rate: number) => rate >= 8_000 && rate <= 48_000);
        expect(audio.frameDurationMs).toSatisfy((ms: number) => ms > 0 && ms <= 120);
      }
      if (transport === "websocket") expect(params).toBe(undefined);
      if (params) expect(params.port).toSatisfy((port: number) => port >= 1 && port <= 65_535);
    }),
    { seed: 1, numRuns: 500 },
  );
});
