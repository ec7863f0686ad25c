import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FirmwareAttempt } from "../../../src/core/ota/firmware-attempt.js";
import {
  type MqttSettings,
  offeredTransports,
  type WebsocketSettings,
} from "../../../src/core/ota/settings.js";
import {
  decodeAttempts,
  decodeLastGood,
  decodeTransport,
  encodeAttempts,
  encodeLastGood,
  encodeTransport,
} from "../../../src/core/ota/store.js";

fc.configureGlobal({ seed: 608_303 });

const websocket: WebsocketSettings = {
  url: "wss://voice.example/v1/ws/",
  token: "sig.1752119934",
  version: 2,
};
const mqtt: MqttSettings = {
  host: "mqtt.example",
  port: 8883,
  tls: true,
  clientId: "GID_box@@@d4_06_06_b6_a9_fb@@@0f1e2d3c",
  username: "dXNlcg==",
  password: "c2lnbmF0dXJl",
  publishTopic: "device-server",
  subscribeTopic: "devices/p2p/d4_06_06_b6_a9_fb",
  keepAliveS: 90,
};
const lastGood = {
  configuredUrl: "https://h/ota",
  workedUrl: "https://h/ota/",
  proven: "mqtt",
} as const;
const attempt: FirmwareAttempt = {
  version: "1.1.0",
  url: "https://dl.example/fw.bin",
  outcome: "failed",
  forced: false,
  atUtcMs: 1_768_465_800_000,
};

function textOf(result: ReturnType<typeof encodeTransport>): string {
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
}

describe("transport record", () => {
  const { token: _, ...open } = websocket;
  const { subscribeTopic: __, ...quiet } = mqtt;
  it.each([
    ["both", { websocket, mqtt }],
    ["websocket without token", { websocket: open }],
    [
      "mqtt without topic, plain, empty password",
      { mqtt: { ...quiet, port: 1883, tls: false, password: "" } },
    ],
    ["mqtt over IPv6 with TLS on another port", { mqtt: { ...mqtt, host: "2001:db8::1", port: 443 } }],
  ])("comes back as it was: %s", (_name, settings) => {
    expect(decodeTransport(textOf(encodeTransport({ settings })))).toEqual({ settings });
  });

  it("has its version, both sections and the date of issue in one text", () => {
    const stored = { settings: { websocket }, issuedAtUtcMs: 1_768_465_800_000 };
    const text = textOf(encodeTransport(stored));
    expect(JSON.parse(text)).toEqual({ v: 1, websocket, issuedAtUtcMs: 1_768_465_800_000 });
    expect(decodeTransport(text)).toEqual(stored);
  });

  it.each([-1, 0.5, 9e15, "soon"])("with the date %j has none", (issuedAtUtcMs) => {
    expect(decodeTransport(JSON.stringify({ v: 1, websocket, issuedAtUtcMs }))).toEqual({
      settings: { websocket },
    });
  });

  it("holds both sections at their longest", () => {
    const longest = {
      websocket: { url: `wss://h/${"u".repeat(504)}`, token: "t".repeat(1_500), version: 1 as const },
      mqtt: {
        ...mqtt,
        host: `${"a".repeat(61)}.`.repeat(4) + "b".repeat(5),
        clientId: "c".repeat(128),
        username: "u".repeat(512),
        password: "p".repeat(512),
        publishTopic: "t".repeat(128),
        subscribeTopic: "s".repeat(128),
      },
    };
    const stored = { settings: longest, issuedAtUtcMs: 1_768_465_800_000 };
    expect(decodeTransport(textOf(encodeTransport(stored)))).toEqual(stored);
  });

  it("fails with the sizes when it would not fit", () => {
    const settings = {
      websocket: { ...websocket, token: '"'.repeat(1_500) },
      mqtt: { ...mqtt, password: '"'.repeat(512) },
    };
    const result = encodeTransport({ settings });
    expect(result).toEqual({
      ok: false,
      failure: { kind: "tooLarge", sizeBytes: expect.any(Number), limitBytes: 4_000 },
    });
    expect(result.ok ? 0 : result.failure.sizeBytes).toBeGreaterThan(4_000);
  });

  it("keeps the good section of a half spoilt record, and reads nothing if both are spoilt", () => {
    const record = { v: 1, websocket, mqtt: { endpoint: "h" } };
    expect(decodeTransport(JSON.stringify(record))).toEqual({ settings: { websocket } });
    expect(decodeTransport(JSON.stringify({ ...record, websocket: { url: "http://h" } }))).toBeUndefined();
  });

  it("without sections has no settings, and is no broken record", () => {
    expect(decodeTransport('{"v":1}')).toEqual({ settings: {} });
    expect(decodeTransport('{"v":1,"websocket":7}')).toBeUndefined();
  });

  it("tells which transports it has, MQTT first", () => {
    expect(offeredTransports({ websocket, mqtt })).toEqual(["mqtt", "websocket"]);
    expect(offeredTransports({ websocket })).toEqual(["websocket"]);
    expect(offeredTransports({})).toEqual([]);
  });
});

describe("last good record", () => {
  it("comes back as it was, proven or not", () => {
    const { proven: _, ...unproven } = lastGood;
    for (const value of [lastGood, unproven, { ...lastGood, proven: "websocket" as const, tlsOnly: true }])
      expect(decodeLastGood(textOf(encodeLastGood(value)))).toEqual(value);
  });

  it.each([{ configuredUrl: "" }, { workedUrl: "ftp://h/" }, { configuredUrl: 5 }])(
    "is nothing with %j",
    (change) => expect(decodeLastGood(JSON.stringify({ v: 1, ...lastGood, ...change }))).toBeUndefined(),
  );

  it("drops a proof of an unknown transport", () =>
    expect(decodeLastGood(JSON.stringify({ v: 1, ...lastGood, proven: "udp" }))).not.toHaveProperty(
      "proven",
    ));
});

describe("firmware record", () => {
  it("comes back as it was", () => {
    const attempts = [attempt, { ...attempt, outcome: "installed" as const, forced: true, atUtcMs: 0 }];
    expect(decodeAttempts(textOf(encodeAttempts(attempts)))).toEqual(attempts);
    expect(decodeAttempts(textOf(encodeAttempts([])))).toEqual([]);
  });

  it("keeps the latest eight", () => {
    const many = Array.from({ length: 10 }, (_, at) => ({ ...attempt, version: `1.${at}` }));
    expect(decodeAttempts(textOf(encodeAttempts(many)))).toEqual(many.slice(2));
  });

  it("has room for eight images of the longest name", () => {
    const many = Array.from({ length: 8 }, (_, at) => ({
      ...attempt,
      url: `https://h/${at}${"a".repeat(289)}`,
    }));
    expect(decodeAttempts(textOf(encodeAttempts(many)))).toEqual(many);
  });

  it("knows an image by its name even if an older firmware noted a signed URL", () => {
    const noted = { ...attempt, url: `${attempt.url}?sig=secret` };
    expect(decodeAttempts(JSON.stringify({ v: 1, attempts: [noted] }))).toEqual([attempt]);
  });

  it("keeps as many of the latest as fit when the URLs are odd: without a record a bad image would be tried for ever", () => {
    const many = Array.from({ length: 8 }, (_, at) => ({
      ...attempt,
      url: `https://h/${at}${'"'.repeat(289)}`,
    }));
    const kept = decodeAttempts(textOf(encodeAttempts(many)));
    expect(kept?.length).toBeGreaterThan(4);
    expect(kept).toEqual(many.slice(-(kept?.length ?? 0)));
  });

  it("leaves out what can't be read", () => {
    const odd = [
      { ...attempt, outcome: "?" },
      { ...attempt, forced: 1 },
      { ...attempt, url: "" },
      { ...attempt, atUtcMs: -1 },
      { ...attempt, version: 5 },
      null,
      [],
    ];
    expect(decodeAttempts(JSON.stringify({ v: 1, attempts: [...odd, attempt] }))).toEqual([attempt]);
  });
});

describe("any record", () => {
  const decoders = [decodeTransport, decodeLastGood, decodeAttempts];

  it.each([
    undefined,
    "",
    "{",
    "null",
    "[]",
    "5",
    "{}",
    '{"v":"1"}',
    `{"v":1,"x":"${"a".repeat(4_000)}"}`,
    "[".repeat(4_000),
  ])("%# reads as if nothing were stored", (text) => {
    for (const decode of decoders) expect(decode(text)).toBeUndefined();
  });

  it("of another format version reads as if nothing were stored", () => {
    expect(decodeTransport(JSON.stringify({ v: 2, websocket }))).toBeUndefined();
    expect(decodeLastGood(JSON.stringify({ v: 2, ...lastGood }))).toBeUndefined();
    expect(decodeAttempts(JSON.stringify({ attempts: [attempt] }))).toBeUndefined();
  });

  it("never makes a decoder throw", () => {
    const value = fc.jsonValue({ maxDepth: 2 });
    const record = fc.record(
      {
        v: fc.constant(1),
        websocket: fc.oneof(
          value,
          fc.record({ url: fc.constantFrom("ws://h", 5), token: value, version: value }),
        ),
        mqtt: fc.oneof(value, fc.record({ endpoint: value, client_id: value, publish_topic: value })),
        configuredUrl: value,
        workedUrl: value,
        issuedAtUtcMs: value,
        attempts: fc.oneof(
          value,
          fc.array(fc.oneof(value, fc.record({ version: value, url: value, outcome: value }))),
        ),
      },
      { requiredKeys: ["v"] },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          record.map((it) => JSON.stringify(it)),
          fc.json(),
          fc.string({ unit: "binary" }),
        ),
        (text) => {
          for (const decode of decoders) decode(text);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("is at most 4,000 bytes or a failure, whatever is in it", () => {
    const text = (maxLength: number) => fc.string({ maxLength, minLength: maxLength / 2 });
    fc.assert(
      fc.property(text(1_500), text(512), text(512), (token, username, password) => {
        const settings = { websocket: { ...websocket, token }, mqtt: { ...mqtt, username, password } };
        const result = encodeTransport({ settings });
        if (result.ok) expect(new TextEncoder().encode(result.value).length).toBeLessThanOrEqual(4_000);
        else expect(result.failure.kind).toBe("tooLarge");
      }),
    );
  });
});
