import { readFileSync } from "node:fs";
import https from "node:https";
import type { AddressInfo } from "node:net";
import tls from "node:tls";
import { describe, expect, it } from "vitest";
import { nodeMqtt } from "../../../host/device/node/mqtt.js";
import { watchFrames } from "../../../host/device/node/mqtt-frames.js";
import { nodeWebSockets } from "../../../host/device/node/websocket.js";
import { recorder } from "../../contracts/channel.js";
import { mqttContract } from "../../contracts/mqtt.js";
import { webSocketContract } from "../../contracts/websocket.js";
import { failOnFault } from "./fault.js";

const pem = (file: string) => readFileSync(new URL(`./tls/${file}`, import.meta.url));
const identity = { cert: pem("cert.pem"), key: pem("key.pem") };

async function portOf(server: https.Server | tls.Server): Promise<number> {
  server.on("tlsClientError", () => {});
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return (server.address() as AddressInfo).port;
}

describe("websocket over ws", () => {
  // The real 2 s would only make the run longer.
  webSocketContract(() => nodeWebSockets(failOnFault, 50));

  it("refuses a certificate that nobody vouches for", async () => {
    const server = https.createServer(identity);
    const events = recorder();
    const url = `wss://127.0.0.1:${await portOf(server)}/`;
    nodeWebSockets(failOnFault).open(
      { url, headers: {}, connectTimeoutMs: 5_000, messageMaxBytes: 100 },
      events,
    );
    expect(await events.whenClosed).toEqual({ kind: "tls", detail: "DEPTH_ZERO_SELF_SIGNED_CERT" });
    server.close();
  });
});

describe("MQTT over mqtt.js", () => {
  mqttContract(() => nodeMqtt(failOnFault));

  it("refuses a certificate that nobody vouches for, before it sends the password", async () => {
    let heard = 0;
    const server = tls.createServer(identity, (socket) => {
      socket
        .on("error", () => {})
        .on("data", () => {
          heard += 1;
        });
    });
    const events = recorder();
    const port = await portOf(server);
    nodeMqtt(failOnFault).open(
      {
        host: "127.0.0.1",
        port,
        tls: true,
        clientId: "c",
        username: "u",
        password: "p",
        keepAliveS: 60,
        connectTimeoutMs: 5_000,
        messageMaxBytes: 100,
      },
      events,
    );
    expect(await events.whenClosed).toEqual({ kind: "tls", detail: "DEPTH_ZERO_SELF_SIGNED_CERT" });
    expect(heard).toBe(0);
    server.close();
  });
});

describe("lengths of MQTT packets", () => {
  const bytes = (...values: number[]) => new Uint8Array(values);

  it("are followed across any split of the stream", () => {
    const stream = bytes(
      0x20,
      2,
      0,
      0,
      0x30,
      0x81,
      0x01,
      ...new Array<number>(129).fill(0xff),
      0xd0,
      0,
      0x30,
      0xac,
      0x02,
    );
    for (let step = 1; step < 12; step += 1) {
      const watch = watchFrames(299);
      const results: boolean[] = [];
      for (let at = 0; at < stream.length; at += step) results.push(watch(stream.subarray(at, at + step)));
      // 0xac 0x02 is 300: one too many, and the only thing wrong.
      expect(results.at(-1)).toBe(false);
      expect(results.slice(0, -1).every(Boolean)).toBe(true);
    }
  });

  it("may not take more than four bytes", () => {
    expect(watchFrames(2 ** 31)(bytes(0x30, 0x80, 0x80, 0x80, 0x80))).toBe(false);
  });
});
