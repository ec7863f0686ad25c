import { describe, expect, test } from "vitest";
import type { DeviceConfig } from "../../../src/core/device.js";
import { goOnline, powerOn, type World, websocketSection } from "../../fakes/device.js";

const otaUrl = "https://cloud.example/ota/";
const secure = { websocket: websocketSection };
const plain = { websocket: { ...websocketSection, url: "ws://voice.example/v1/" } };
const mqtt = (endpoint: string) => ({
  mqtt: { endpoint, client_id: "c", username: "u", password: "PASSWORD-1", publish_topic: "p" },
});

/** Another start of a device that has been online with that reply. */
function secondLife(reply: object, config: Partial<DeviceConfig> = { otaUrl }): World {
  const first = powerOn({ config });
  goOnline(first, reply);
  expect(first.state()).toBe("online");
  return powerOn({ records: first.records, config });
}

/** What the device dials when the check of its second life says this. */
function dials(world: World, reply: object): string[] {
  world.asked().answer(200, reply);
  return [
    ...world.webSockets.channels.map(({ options }) => options.url),
    ...world.mqtt.channels.map(
      ({ options }) => `${options.tls ? "mqtts" : "mqtt"}://${options.host}:${options.port}`,
    ),
  ];
}

describe("a server that was met over TLS is held to it", () => {
  test("a websocket without TLS is refused: the device goes on with the settings that worked", () => {
    const world = secondLife(secure);
    expect(dials(world, plain)).toEqual([websocketSection.url]);
    expect(world.records.get("transport")).toContain("wss://");
    expect(world.records.get("transport")).not.toContain('"ws://');
  });

  test("the log says why, without the token", () => {
    const world = secondLife(secure);
    world.asked().answer(200, plain);
    const lines = world.log.map(({ line }) => line).join("\n");
    expect(lines).toContain("$.websocket.url: not over TLS, as it was before");
    expect(lines).not.toContain("SECRET");
  });

  test("at the same host, at another one, in capital letters, and over the other transport", () => {
    for (const url of ["ws://voice.example/v1/", "ws://evil.example/", "WS://voice.example/"])
      expect(dials(secondLife(secure), { websocket: { ...websocketSection, url } })).toEqual([
        websocketSection.url,
      ]);
    for (const endpoint of ["voice.example:1883", "mqtt://voice.example", "voice.example:443"])
      expect(dials(secondLife(secure), mqtt(endpoint))).toEqual([websocketSection.url]);
  });

  test("in the same life as well, not only after a restart", () => {
    const world = powerOn({ config: { otaUrl } });
    goOnline(world, secure);
    world.time.advance(61_000);
    world.webSockets.channels[0]?.end({ kind: "closed", code: 1008, reason: "" });
    world.asked().answer(200, plain);
    world.time.advance(120_000);
    expect(world.webSockets.channels.map(({ options }) => options.url)).toContain(websocketSection.url);
    expect(world.webSockets.channels.every(({ options }) => options.url.startsWith("wss:"))).toBe(true);
  });

  test("what is offered over TLS beside it is taken", () => {
    const world = secondLife(secure);
    expect(dials(world, { ...plain, ...mqtt("mqtt.example:8883") })).toEqual(["mqtts://mqtt.example:8883"]);
    expect(world.log.map(({ line }) => line).join("\n")).toContain("$.websocket.url: not over TLS");
  });

  test("from MQTT on 8883 to 1883 neither", () => {
    const first = powerOn({ config: { otaUrl } });
    first.asked().answer(200, mqtt("mqtt.example"));
    const [channel] = first.mqtt.channels;
    channel?.open();
    channel?.say({
      type: "hello",
      transport: "udp",
      session_id: "s",
      udp: {
        server: "udp.example",
        port: 8888,
        encryption: "aes-128-ctr",
        key: "0".repeat(32),
        nonce: "0".repeat(32),
      },
    });
    expect(first.state()).toBe("online");
    const world = powerOn({ records: first.records, config: { otaUrl } });
    expect(dials(world, mqtt("mqtt.example:1883"))).toEqual(["mqtts://mqtt.example:8883"]);
  });

  test("an image over http is not installed", () => {
    const firmware = { version: "9.0.0", url: "http://dl.example/fw.bin" };
    const world = secondLife(secure);
    world.asked().answer(200, { ...secure, firmware });
    expect(world.installs).toEqual([]);
    expect(world.log.map(({ line }) => line).join("\n")).toContain("$.firmware.url: not over TLS");
    const other = secondLife(secure);
    other.asked().answer(200, { ...secure, firmware: { ...firmware, url: "https://dl.example/fw.bin" } });
    expect(other.installs).toHaveLength(1);
  });

  test("an unbound device still gets its code", () => {
    const world = secondLife(secure);
    world.asked().answer(200, { ...plain, activation: { code: "123456", message: "", challenge: "c" } });
    expect(world.screen().code).toBe("123456");
  });
});

describe("nobody is held to what was never so", () => {
  test("a server that has always served without TLS goes on doing it", () => {
    expect(dials(secondLife(plain), plain)).toEqual([plain.websocket.url]);
  });

  test("a server that serves one transport with TLS and one without goes on doing it", () => {
    const mixed = { ...secure, ...mqtt("mqtt.example:1883") };
    const config = { otaUrl, transport: "websocket" } as const;
    expect(dials(secondLife(mixed, config), plain)).toEqual([plain.websocket.url]);
  });

  test("TLS that was only offered, and never led to a session, is no proof", () => {
    const first = powerOn({ config: { otaUrl } });
    first.asked().answer(200, secure);
    const world = powerOn({ records: first.records, config: { otaUrl } });
    expect(dials(world, plain)).toEqual([plain.websocket.url]);
  });

  test("whoever configured an OTA URL with http decided so", () => {
    const config = { otaUrl: "http://cloud.example/ota/" };
    expect(dials(secondLife(secure, config), plain)).toEqual([plain.websocket.url]);
  });

  test("another configured URL is another server", () => {
    const first = powerOn({ config: { otaUrl } });
    goOnline(first, secure);
    const config = { otaUrl: "https://home.example/ota/" };
    const world = powerOn({ records: first.records, config });
    expect(dials(world, plain)).toEqual([plain.websocket.url]);
  });
});
