import { describe, expect, test } from "vitest";
import { boundReply, compileTimeMs, goOnline, powerOn, type World } from "../../fakes/device.js";

const told = (world: World) => JSON.stringify([world.observed, world.screens, world.log, [...world.records]]);

describe("the signature of a firmware URL", () => {
  const url = "https://dl.example/fw.bin?Expires=1&Signature=SIGNED-SECRET";
  const offer = (signed: string) => ({ ...boundReply, firmware: { version: "1.0.1", url: signed } });

  test("reaches the download, and no event, record, log line or screen", () => {
    const world = powerOn();
    world.asked().answer(200, offer(url));
    expect(world.installs.map((install) => install.url)).toEqual([url]);
    world.installs[0]?.events.progress(1, 2);
    expect(told(world)).toContain("https://dl.example/fw.bin");
    expect(told(world)).not.toContain("SIGNED-SECRET");
    world.installs[0]?.events.ended("bad image");
    expect(told(world)).not.toContain("SIGNED-SECRET");
  });

  test("is the one of the latest check", () => {
    const world = powerOn();
    world.asked().answer(200, offer(url));
    world.installs[0]?.events.ended("bad image");
    world.time.advance(4_000);
    const [channel] = world.webSockets.channels;
    channel?.open();
    channel?.say({ type: "hello", transport: "websocket", session_id: "s-1" });
    world.time.advance(61_000);
    channel?.end({ kind: "closed", code: 1008, reason: "" });
    world.time.advance(60_000);
    const newer = url.replace("Expires=1", "Expires=2");
    world.asked().answer(200, { ...boundReply, firmware: { version: "1.0.2", url: newer } });
    expect(world.installs.map((install) => install.url)).toEqual([url, newer]);
    expect(told(world)).not.toContain("SIGNED-SECRET");
  });

  test("makes no new image of one that failed within a day", () => {
    const first = powerOn();
    const server_time = { timestamp: compileTimeMs };
    first.asked().answer(200, { ...offer(url), server_time });
    first.installs[0]?.events.ended(undefined);
    const second = powerOn({ records: first.records });
    second.asked().answer(200, { ...offer(url.replace("=1", "=2")), server_time });
    expect(second.installs).toEqual([]);
  });
});

describe("what a peer can do to the log", () => {
  test("MCP requests on a line that takes no answers are told once a session", () => {
    const world = powerOn();
    const flood = () => {
      const channel = world.webSockets.channels.at(-1);
      if (channel) channel.writable = false;
      for (let id = 0; id < 50; id++)
        channel?.say({ type: "mcp", payload: { jsonrpc: "2.0", id, method: "ping" } });
    };
    const lines = () => world.log.filter(({ line }) => line.startsWith("not sent")).map(({ line }) => line);
    goOnline(world);
    flood();
    expect(lines()).toEqual(["not sent: mcp"]);
    world.time.advance(60_000);
    world.webSockets.channels[0]?.end({ kind: "closed", code: 1008, reason: "" });
    world.time.advance(60_000);
    goOnline(world);
    flood();
    expect(lines()).toEqual(["not sent: mcp", "not sent: mcp"]);
  });

  test("a broken hello over MQTT leaves no key there", () => {
    const world = powerOn();
    const mqtt = { endpoint: "mqtt.example", client_id: "c", publish_topic: "p" };
    world.asked().answer(200, { mqtt });
    const [channel] = world.mqtt.channels;
    channel?.open();
    channel?.say('{"type":"hello","transport":"udp","udp":{"key":"000102030405060708090a0b0c0d0e0f",}}');
    expect(world.state()).not.toBe("online");
    expect(told(world)).not.toContain("000102030405");
  });
});
