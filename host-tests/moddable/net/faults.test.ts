/** The measured faults of the SDK's clients that the shared contracts do not reach. */
import net from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import type { ChannelEnd, HttpRequest, HttpResult } from "../../../src/core/ports.js";
import { moddableHttp } from "../../../src/moddable/net/http.js";
import { httpFeed } from "../../../src/moddable/net/http-feed.js";
import { moddableMqtt } from "../../../src/moddable/net/mqtt.js";
import { mqttFeed } from "../../../src/moddable/net/mqtt-feed.js";
import { moddableWebSockets } from "../../../src/moddable/net/websocket.js";
import { webSocketFeed } from "../../../src/moddable/net/websocket-feed.js";
import { recorder } from "../../contracts/channel.js";
import { exchange } from "../../contracts/http.js";
import { FakeTcp } from "./fake-sockets.js";
import { testStack, variants } from "./stack.js";

const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A server that answers the first bytes of every connection with these. */
async function answering(
  answer: string | Buffer | ((socket: net.Socket) => void),
): Promise<{ port: number; heard: () => string }> {
  let heard = "";
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket.on("error", () => {}));
    socket.on("data", (bytes) => {
      heard += bytes.toString("latin1");
    });
    socket.once("data", () => (typeof answer === "function" ? answer(socket) : socket.write(answer)));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as net.AddressInfo).port, heard: () => heard };
}

for (const { name, sdk } of await variants("HttpClient")) {
  describe(`HTTP over ${name}`, () => {
    const ask = async (answer: Parameters<typeof answering>[0], over: Partial<HttpRequest> = {}) => {
      const server = await answering(answer);
      const url = `http://127.0.0.1:${server.port}/`;
      const result: HttpResult = await exchange(moddableHttp(testStack({}, sdk)), { url, ...over });
      return { result, server };
    };
    const head = "HTTP/1.1 200 OK\r\n";

    it("names the port in the host header", async () => {
      const { server } = await ask(`${head}Content-Length: 0\r\n\r\n`);
      expect(server.heard().toLowerCase()).toContain(`\r\nhost: 127.0.0.1:${server.port}\r\n`);
    });

    it.each([204, 304])("does not wait for a body of %i", async (status) => {
      const { result } = await ask(`HTTP/1.1 ${status} No\r\nETag: x\r\n\r\n`);
      expect(result).toMatchObject({ ok: true, status, body: "" });
    });

    it("takes chunks, wherever they are cut, and drops trailers", async () => {
      const answer = `${head}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3;x=y\r\n yo\r\n0\r\nX-Sum: 1\r\nY: 2\r\n\r\n`;
      expect((await ask(answer)).result).toMatchObject({ ok: true, body: "hello yo" });
      const trickling = await ask((socket) => {
        let at = 0;
        const drip = setInterval(
          () => (at < answer.length ? socket.write(answer[at++] ?? "") : clearInterval(drip)),
          1,
        );
      });
      expect(trickling.result).toMatchObject({ ok: true, body: "hello yo" });
    });

    it.each([
      ["a chunk without a size", "zz\r\n"],
      ["a chunk that is longer than it says", "3\r\nhello\r\n"],
      ["an endless chunk size", "1".repeat(1000)],
      ["an endless trailer", `0\r\n${"X: y\r\n".repeat(2000)}`],
    ])("calls %s malformed", async (_name, body) => {
      const { result } = await ask(`${head}Transfer-Encoding: chunked\r\n\r\n${body}`);
      expect(result).toMatchObject({ failure: { kind: "malformed" } });
    });

    it.each([
      ["an endless header", `${head}X: ${"y".repeat(20_000)}`],
      ["a content length that is no number", `${head}Content-Length: ten\r\n\r\n`],
      ["an unknown transfer encoding", `${head}Transfer-Encoding: gzip, chunked\r\n\r\n`],
      ["chunks without a carriage return", `${head}Transfer-Encoding: chunked\r\n\r\n5\nhello\n0\n\n`],
    ])("calls %s malformed", async (_name, answer) => {
      expect((await ask(answer)).result).toMatchObject({ failure: { kind: "malformed" } });
    });

    it("takes the end of the connection for the end of a body without length", async () => {
      const { result } = await ask((socket) => socket.end(`${head}\r\nto the end`));
      expect(result).toMatchObject({ ok: true, body: "to the end" });
    });

    it("sends a body that is larger than the window", async () => {
      const body = "b".repeat(20_000);
      const { result, server } = await ask(
        (socket) => setTimeout(() => socket.write(`${head}Content-Length: 0\r\n\r\n`), 100),
        { method: "POST", body },
      );
      expect(result).toMatchObject({ ok: true });
      expect(server.heard()).toContain(body);
    });

    it("opens no socket once it is cancelled, although the client does on a late answer of the resolver", async () => {
      const opened: unknown[] = [];
      class Counting extends FakeTcp {
        constructor(options: ConstructorParameters<typeof FakeTcp>[0]) {
          super(options);
          opened.push(options.address);
        }
      }
      let answer: () => void = () => {};
      const stack = testStack(
        {},
        {
          ...sdk,
          Tcp: Counting,
          resolve: (host, done) => {
            answer = () => done(host, "127.0.0.1");
          },
        },
      );
      const cancel = moddableHttp(stack).request(
        { method: "GET", url: "http://slow.example/", headers: {}, timeoutMs: 1000, bodyMaxBytes: 10 },
        () => expect.unreachable("called back after cancel"),
      );
      cancel();
      answer();
      await new Promise((next) => setTimeout(next, 20));
      expect(opened).toEqual([]);
    });
  });
}

for (const { name, sdk } of await variants("WebSocketClient")) {
  describe(`websocket over ${name}`, () => {
    it("carries messages beyond the 65,535 bytes from which on the client writes a wrong length", async () => {
      const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
      await new Promise((listening) => server.once("listening", listening));
      server.on("connection", (socket) =>
        socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary })),
      );
      closers.push(() => server.close());
      const events = recorder();
      const { port } = server.address() as net.AddressInfo;
      const channel = moddableWebSockets(testStack({}, sdk)).open(
        { url: `ws://127.0.0.1:${port}/`, headers: {}, connectTimeoutMs: 5_000, messageMaxBytes: 200_000 },
        events,
      );
      await events.whenOpen;
      const text = "grüße".repeat(20_000);
      expect(channel.sendText(text)).toBe(true);
      expect(await events.nextText()).toBe(text);
      expect(channel.sendText("")).toBe(true);
      expect(await events.nextText()).toBe("");
      channel.close(1000, "");
      await events.whenClosed;
      for (const socket of server.clients) socket.terminate();
    });
  });
}

for (const { name, sdk } of await variants("MqttClient")) {
  describe(`MQTT over ${name}`, () => {
    it("goes on behind a message without payload, and puts large ones together", async () => {
      const large = "z".repeat(5_000);
      const packet = (payload: string): Buffer => {
        const size = 3 + payload.length;
        const length = size < 128 ? [size] : [(size & 0x7f) | 0x80, size >> 7];
        return Buffer.concat([Buffer.from([0x30, ...length, 0, 1, 116]), Buffer.from(payload)]);
      };
      const { port } = await answering((socket) => {
        socket.write(
          Buffer.concat([Buffer.from([0x20, 2, 0, 0]), packet(""), packet(large), packet("last")]),
        );
      });
      const events = recorder();
      const channel = moddableMqtt(testStack({}, sdk)).open(
        {
          host: "127.0.0.1",
          port,
          tls: false,
          clientId: "c",
          username: "u",
          password: "p",
          keepAliveS: 60,
          connectTimeoutMs: 5_000,
          messageMaxBytes: 6_000,
        },
        events,
      );
      expect(await events.nextText()).toBe("");
      expect(await events.nextText()).toBe(large);
      expect(await events.nextText()).toBe("last");
      channel.close();
      expect(await events.whenClosed).toMatchObject({ kind: "closed" });
    });
  });
}

describe("the feeds", () => {
  /** Feeds the bytes in pieces of that size and tells what comes out. */
  const run = (
    make: (fail: (end: ChannelEnd) => void) => ReturnType<typeof httpFeed>,
    bytes: Buffer,
    stepBytes: number,
  ) => {
    const ends: ChannelEnd[] = [];
    const units: string[] = [];
    const feed = make((end) => ends.push(end));
    for (let at = 0; at < bytes.length; at += stepBytes)
      feed.received(new Uint8Array(bytes.subarray(at, at + stepBytes)), (unit) =>
        units.push(Buffer.from(unit).toString("latin1")),
      );
    return { ends, units };
  };
  const upgrade = Buffer.from(
    "HTTP/1.1 101 Ok\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n",
  );
  const websocket = (fail: (end: ChannelEnd) => void) =>
    webSocketFeed({ messageMaxBytes: 300, sha1: () => new Uint8Array(3), fail });
  const mqtt = (fail: (end: ChannelEnd) => void) => mqttFeed({ messageMaxBytes: 300, fail, empty() {} });

  it("give out the same, however the stream is cut", () => {
    const chunked = Buffer.from(
      "\r\nHTTP/1.1 103 Hints\r\nL: 1\n\nHTTP/1.1 200\r\nA: b\n\r\n5\r\nhello\r\n0\r\nT: x\r\n\r\n",
    );
    const frames = Buffer.concat([upgrade, Buffer.from([0x81, 2, 65, 66, 0x89, 0, 0x01, 1, 67, 0x80, 0])]);
    const packets = Buffer.from([0x20, 2, 0, 0, 0x30, 4, 0, 1, 116, 66, 0xd0, 0]);
    for (let stepBytes = 1; stepBytes < 12; stepBytes += 1) {
      const http = run((fail) => httpFeed(() => true, fail), chunked, stepBytes);
      expect(http.ends).toEqual([]);
      expect(http.units.join("")).toBe("HTTP/1.1 200 \r\nA: b\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
      expect(http.units.some((unit) => unit.includes("o\r"))).toBe(false);
      expect(run(websocket, frames, stepBytes)).toMatchObject({
        ends: [],
        units: [expect.any(String), "\x81\x02AB", "\x89\x00", "\x01\x01C", "\x80\x00"],
      });
      expect(run(mqtt, packets, stepBytes)).toEqual({
        ends: [],
        units: [" \x02\0\0", "0\x04\0\x01tB", "\xd0\0"],
      });
    }
  });

  it.each([
    ["reserved bits", [0xc1, 0]],
    ["a mask", [0x81, 0x80, 0, 0, 0, 0]],
    ["a fragment of nothing", [0x80, 0]],
    ["a message inside of a message", [0x01, 0, 0x81, 0]],
    ["a long control frame", [0x89, 126]],
    ["a control frame in fragments", [0x09, 0]],
    ["half a close code", [0x88, 1, 3]],
  ])("refuse a frame with %s", (_name, bytes) => {
    const { ends } = run(websocket, Buffer.concat([upgrade, Buffer.from(bytes)]), 1000);
    expect(ends[0]).toMatchObject({ kind: "malformed" });
  });

  it("refuse a frame of 2^63 bytes without waiting for it", () => {
    const { ends } = run(
      websocket,
      Buffer.concat([upgrade, Buffer.from([0x82, 127, 255, 255, 255, 255, 255, 255, 255, 255])]),
      1000,
    );
    expect(ends).toEqual([{ kind: "tooLarge", limitBytes: 300 }]);
  });

  it.each([
    ["a topic longer than the packet", [0x30, 4, 0, 99, 116, 66]],
    ["no topic", [0x30, 3, 0, 0, 66]],
    ["an answer that is none", [0x10, 0]],
  ])("refuse a packet with %s", (_name, bytes) => {
    const { ends } = run(mqtt, Buffer.from([0x20, 2, 0, 0, ...bytes]), 1000);
    expect(ends[0]).toMatchObject({ kind: "malformed" });
  });
});
