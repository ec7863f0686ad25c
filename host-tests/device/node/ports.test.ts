import dgram from "node:dgram";
import { describe, expect, it } from "vitest";
import { nodeCrypto } from "../../../host/device/node/crypto.js";
import { nodeDatagrams } from "../../../host/device/node/datagram.js";
import { nodeLog } from "../../../host/device/node/log.js";
import { nodePorts } from "../../../host/device/node/ports.js";
import { nodeRandom } from "../../../host/device/node/random.js";
import type { NetworkState } from "../../../src/core/ports.js";
import { recorder } from "../../contracts/channel.js";
import { exchange } from "../../contracts/http.js";
import { failOnFault } from "./fault.js";

const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString("hex");
const bytes = (text: string) => new Uint8Array(Buffer.from(text, "hex"));
const turn = () => new Promise((next) => setImmediate(next));

describe("crypto", () => {
  it("agrees with the protocol's HMAC vector", () => {
    const key = Uint8Array.from({ length: 32 }, (_, at) => at);
    const challenge = new Uint8Array(Buffer.from("d4:06:06:b6:a9:fb"));
    expect(hex(nodeCrypto(key).deviceHmacSha256(challenge))).toBe(
      "36173a2a10711952e4fedf9532352b3daf6b2e2603568e0848f0d6b16b418f43",
    );
    expect(nodeCrypto().deviceHmacSha256(challenge)).toBeUndefined();
  });

  it("agrees with the protocol's AES-CTR vector, both ways", () => {
    const key = bytes("000102030405060708090a0b0c0d0e0f");
    const counter = bytes("01000014112233440000000000000001");
    const clear = bytes("f8fffe000102030405060708090a0b0c0d0e0f10");
    const secret = nodeCrypto().aes128Ctr(key, counter, clear);
    expect(hex(secret)).toBe("d967d3018f429977a545a7ff557a2c21bca98dc2");
    expect(hex(nodeCrypto().aes128Ctr(key, counter, secret))).toBe(hex(clear));
  });
});

describe("random", () => {
  it("gives as many bytes as asked for, different ones each time", () => {
    expect(nodeRandom().bytes(16)).toHaveLength(16);
    expect(hex(nodeRandom().bytes(16))).not.toBe(hex(nodeRandom().bytes(16)));
  });
});

describe("log", () => {
  it("keeps a line one line, and the terminal as it is", () => {
    const lines: string[] = [];
    nodeLog((level, line) => lines.push(`${level} ${line}`)).write("warn", "a\nb\x1b[2Jc\u009bd");
    expect(lines).toEqual(["warn a b [2Jc d"]);
  });
});

describe("datagrams", () => {
  const peer = async () => {
    const socket = dgram.createSocket("udp4");
    await new Promise<void>((listening) => socket.bind(0, "127.0.0.1", listening));
    return socket;
  };

  it("go there and back, and end once", async () => {
    const server = await peer();
    server.on("message", (message, from) => server.send(message, from.port, from.address));
    const ends: unknown[] = [];
    let echo: (text: string) => void = () => {};
    const heard = new Promise<string>((resolve) => {
      echo = resolve;
    });
    const channel = nodeDatagrams(failOnFault).open("127.0.0.1", server.address().port, {
      received: (data) => echo(hex(data)),
      closed: (failure) => ends.push(failure),
    });
    while (!channel.send(bytes("0102"))) await turn();
    expect(await heard).toBe("0102");
    channel.close();
    channel.close();
    expect(ends).toEqual([]);
    await turn();
    await turn();
    expect(ends).toEqual([undefined]);
    expect(channel.send(bytes("03"))).toBe(false);
    server.close();
  });

  it("tell a name that does not resolve, and settings that no peer has", async () => {
    const endOf = (host: string, port: number) =>
      new Promise((closed) => nodeDatagrams(failOnFault).open(host, port, { received: () => {}, closed }));
    expect(await endOf("no-such-host.invalid", 9)).toMatchObject({ kind: "unreachable", stage: "dns" });
    expect(await endOf("127.0.0.1", 70_000)).toMatchObject({ kind: "malformed" });
  });

  it("outlive a peer that does not listen", async () => {
    const server = await peer();
    const { port } = server.address();
    await new Promise<void>((closed) => server.close(closed));
    const ends: unknown[] = [];
    const channel = nodeDatagrams(failOnFault).open("127.0.0.1", port, {
      received: () => {},
      closed: (end) => ends.push(end),
    });
    while (!channel.send(bytes("01"))) await turn();
    for (let round = 0; round < 20; round += 1) await turn();
    expect(ends).toEqual([]);
    channel.close();
  });
});

describe("network", () => {
  it("tells its state soon and every change after it, until cancelled", async () => {
    const { ports, control, close } = nodePorts();
    const states: NetworkState[] = [];
    const cancel = ports.network.start((state) => states.push(state));
    expect(states).toEqual([]);
    await turn();
    control.setNetwork("down");
    control.setNetwork("up");
    await turn();
    control.setNetwork("up");
    await turn();
    expect(states).toEqual(["up", "down", "up"]);
    cancel();
    control.setNetwork("down");
    await turn();
    expect(states).toHaveLength(3);
    close();
  });

  it("tells why it is down, first that it is", async () => {
    const { ports, control, close } = nodePorts();
    const told: unknown[] = [];
    ports.network.start((...args) => told.push(args));
    await turn();
    const trouble = { kind: "wrongPassword", ssid: "home" } as const;
    control.setNetwork("down", trouble);
    await turn();
    control.setNetwork("up");
    await turn();
    expect(told).toEqual([["up"], ["down"], ["down", trouble], ["up"]]);
    close();
  });

  it("lets nothing through while it is down", async () => {
    const { ports, close } = nodePorts({ network: "down" });
    const http = await exchange(ports.http, { url: "http://127.0.0.1:1/" });
    expect(http).toMatchObject({ failure: { kind: "unreachable", detail: "no network" } });
    const socket = recorder();
    const options = { url: "ws://127.0.0.1:1/", headers: {}, connectTimeoutMs: 100, messageMaxBytes: 10 };
    ports.webSockets.open(options, socket);
    socket.returned();
    expect(await socket.whenClosed).toMatchObject({ detail: "no network" });
    close();
  });
});

describe("system", () => {
  it("asks for a restart once, later, and not after close", async () => {
    const reasons: string[] = [];
    const first = nodePorts({ restarted: (reason) => reasons.push(reason) });
    first.ports.system.restart("firmware");
    first.ports.system.restart("again");
    expect(reasons).toEqual([]);
    await turn();
    expect(reasons).toEqual(["firmware"]);
    const second = nodePorts({ restarted: (reason) => reasons.push(reason) });
    second.ports.system.restart("firmware");
    second.close();
    second.close();
    await turn();
    expect(reasons).toEqual(["firmware"]);
  });
});

describe("a bug in the core", () => {
  it("is logged as an error and ends nothing", async () => {
    const lines: string[] = [];
    const { ports, close } = nodePorts({ log: (level, line) => lines.push(`${level} ${line}`) });
    ports.network.start(() => {
      throw new Error("bug in the core");
    });
    await turn();
    expect(lines).toEqual([expect.stringMatching(/^error a callback failed: .*bug in the core/)]);
    close();
  });
});
