import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { delayLine } from "../../../host/device/node/delay-line.js";
import { nodeHttp } from "../../../host/device/node/http.js";
import {
  httpOver,
  type LinkFault,
  mqttOver,
  nodeLink,
  webSocketsOver,
} from "../../../host/device/node/link.js";
import { nodeMqtt } from "../../../host/device/node/mqtt.js";
import { nodePorts } from "../../../host/device/node/ports.js";
import { nodeWebSockets } from "../../../host/device/node/websocket.js";
import { recorder } from "../../contracts/channel.js";
import { exchange, httpContract } from "../../contracts/http.js";
import { mqttContract } from "../../contracts/mqtt.js";
import { webSocketContract } from "../../contracts/websocket.js";
import { failOnFault } from "./fault.js";

const slow = () => {
  const link = nodeLink(() => "up", 5);
  link.set("slow");
  return link;
};

describe("a slow link still keeps the contracts", () => {
  describe("HTTP", () => httpContract(() => httpOver(nodeHttp(failOnFault), slow(), failOnFault)));
  describe("websocket", () =>
    webSocketContract(() => webSocketsOver(nodeWebSockets(failOnFault, 50), slow(), failOnFault)));
  describe("MQTT", () => mqttContract(() => mqttOver(nodeMqtt(failOnFault), slow(), failOnFault)));
});

describe("a broken link", () => {
  it.each<[LinkFault, object]>([
    ["dnsBroken", { kind: "unreachable", stage: "dns" }],
    ["badCertificate", { kind: "tls", detail: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" }],
  ])(
    "%s fails requests, connections and downloads as a real stack does, until it is mended",
    async (fault, failure) => {
      const server = createServer((_request, response) => response.end("here"));
      await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
      const { port } = server.address() as AddressInfo;
      const { ports, control, close } = nodePorts();
      control.setLinkFault(fault);
      expect(await exchange(ports.http, { url: `http://127.0.0.1:${port}/` })).toMatchObject({ failure });
      const socket = recorder();
      const limits = { connectTimeoutMs: 1_000, messageMaxBytes: 10 };
      const channel = ports.webSockets.open(
        { url: `ws://127.0.0.1:${port}/`, headers: {}, ...limits },
        socket,
      );
      socket.returned();
      expect(channel.sendText("x")).toBe(false);
      expect(await socket.whenClosed).toMatchObject(failure);
      const broker = recorder();
      const login = { clientId: "c", username: "u", password: "p", keepAliveS: 60, tls: false };
      ports.mqtt.open({ host: "127.0.0.1", port, ...login, ...limits }, broker);
      broker.returned();
      expect(await broker.whenClosed).toMatchObject(failure);
      const ended = new Promise((resolve) =>
        ports.firmware.install(
          { version: "1.0.1", url: `http://127.0.0.1:${port}/image.bin` },
          { progress: () => {}, ended: resolve },
        ),
      );
      expect(await ended).toMatch(/^download failed: (EAI_AGAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE)$/);
      control.setLinkFault(undefined);
      expect(await exchange(ports.http, { url: `http://127.0.0.1:${port}/` })).toMatchObject({
        body: "here",
      });
      close();
      server.close();
    },
  );

  it("without a network a download fails at once too", async () => {
    const { ports, close } = nodePorts({ network: "down" });
    const ended = new Promise((resolve) =>
      ports.firmware.install(
        { version: "1.0.1", url: "http://127.0.0.1:1/" },
        { progress: () => {}, ended: resolve },
      ),
    );
    expect(await ended).toBe("download failed: no network");
    close();
  });
});

describe("time on a slow link", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("keeps the order when it is mended while things are under way", () => {
    let delayMs = 2_000;
    const line = delayLine(() => delayMs);
    const seen: string[] = [];
    line.push(() => seen.push("first"));
    vi.advanceTimersByTime(1_000);
    delayMs = 0;
    line.push(() => seen.push("second"));
    expect([seen, line.waiting(), line.isSlow()]).toEqual([[], 2, true]);
    vi.advanceTimersByTime(1_000);
    expect(seen).toEqual(["first", "second"]);
    line.push(() => seen.push("at once"));
    expect([seen.at(-1), line.isSlow()]).toEqual(["at once", false]);
  });

  it("counts within the time of a request, whose timeout stays what was asked for", async () => {
    const link = nodeLink(() => "up", 2_000);
    link.set("slow");
    const asked: number[] = [];
    const http = httpOver(
      {
        request({ timeoutMs }, settled) {
          asked.push(timeoutMs);
          settled({ ok: false, failure: { kind: "timeout", afterMs: timeoutMs } });
          return () => {};
        },
      },
      link,
      failOnFault,
    );
    const request = { method: "GET", url: "http://x/", headers: {}, bodyMaxBytes: 1 } as const;
    const results: unknown[] = [];
    http.request({ ...request, timeoutMs: 10_000 }, (result) => results.push(result));
    http.request({ ...request, timeoutMs: 500 }, (result) => results.push(result));
    http.request({ ...request, timeoutMs: 9_000 }, (result) => results.push(result))();
    await vi.advanceTimersByTimeAsync(2_001);
    expect(asked).toEqual([8_000]);
    expect(results).toEqual([
      { ok: false, failure: { kind: "timeout", afterMs: 500 } },
      { ok: false, failure: { kind: "timeout", afterMs: 10_000 } },
    ]);
  });
});
