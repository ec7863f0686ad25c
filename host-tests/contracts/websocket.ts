/** What every WebSockets port must do; run over each implementation, against real servers on loopback. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import net from "node:net";
import { afterEach, expect, it } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import type { WebSocketChannel, WebSocketOptions, WebSockets } from "../../src/core/ports.js";
import { type Recorder, recorder } from "./channel.js";
import { closedPort } from "./http.js";

const closers: (() => void)[] = [];

interface Peer {
  readonly url: string;
  /** The next connection that was upgraded. */
  readonly accepted: Promise<{ readonly socket: WebSocket; readonly request: IncomingMessage }>;
}

async function listen(server: Server | net.Server): Promise<string> {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return `ws://127.0.0.1:${(server.address() as net.AddressInfo).port}/v1/ws/`;
}

async function peer(): Promise<Peer> {
  const server = createServer();
  const sockets = new WebSocketServer({ server, perMessageDeflate: true });
  const accepted = new Promise<{ socket: WebSocket; request: IncomingMessage }>((resolve) => {
    sockets.on("connection", (socket, request) => {
      socket.on("error", () => {});
      resolve({ socket, request });
    });
  });
  closers.push(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
  });
  return { url: await listen(server), accepted };
}

/** A server of bare TCP. `talk` gets each connection. */
async function bare(talk: (socket: net.Socket) => void): Promise<string> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket.on("error", () => {}));
    talk(socket);
  });
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return listen(server);
}

export function webSocketContract(make: () => WebSockets): void {
  afterEach(() => {
    for (const close of closers.splice(0)) close();
  });
  const connect = (over: Partial<WebSocketOptions>): { channel: WebSocketChannel; events: Recorder } => {
    const events = recorder();
    const options = { url: "", headers: {}, connectTimeoutMs: 5_000, messageMaxBytes: 10_000, ...over };
    const channel = make().open(options, events);
    events.returned();
    return { channel, events };
  };
  const meet = async (over: Partial<WebSocketOptions> = {}) => {
    const server = await peer();
    const { channel, events } = connect({ url: server.url, ...over });
    await events.whenOpen;
    return { channel, events, ...(await server.accepted) };
  };

  it("sends its headers, offers no compression and no sub-protocol", async () => {
    const { request } = await meet({ headers: { Authorization: "Bearer t", "Protocol-Version": "1" } });
    expect(request.headers).toMatchObject({
      authorization: "Bearer t",
      "protocol-version": "1",
      connection: "Upgrade",
    });
    expect(request.headers).not.toHaveProperty("sec-websocket-extensions");
    expect(request.headers).not.toHaveProperty("sec-websocket-protocol");
  });

  it("carries text and bytes both ways, each as what it is", async () => {
    const { channel, events, socket } = await meet();
    const heard: [string, boolean][] = [];
    const twice = new Promise<void>((done) => {
      socket.on("message", (data, isBinary) => {
        heard.push([data.toString(), isBinary]);
        if (heard.length === 2) done();
      });
    });
    expect(channel.sendText("你好 🙂")).toBe(true);
    expect(channel.sendBinary(new Uint8Array([65, 66]))).toBe(true);
    await twice;
    expect(heard).toEqual([
      ["你好 🙂", false],
      ["AB", true],
    ]);
    socket.send(new Uint8Array([1, 2, 3]));
    socket.send("grüß dich");
    expect(await events.nextText()).toBe("grüß dich");
    expect(events.binaries).toEqual([new Uint8Array([1, 2, 3])]);
  });

  it("tells signs of life: messages, pings and pongs", async () => {
    const { channel, events, socket } = await meet();
    const before = events.aliveCount();
    socket.ping();
    await new Promise((pong) => socket.once("pong", pong));
    const pinged = new Promise((ping) => socket.once("ping", ping));
    channel.ping();
    await pinged;
    socket.send("last");
    await events.nextText();
    expect(events.aliveCount()).toBeGreaterThan(before);
    expect(events.log).toEqual(["opened", "text last"]);
  });

  it.each([
    [1000, "bye"],
    [1008, "token expired"],
    [4001, ""],
  ])("keeps the close code %i and its reason", async (code, reason) => {
    const { events, socket } = await meet();
    socket.close(code, reason);
    expect(await events.whenClosed).toEqual({ kind: "closed", code, reason });
  });

  it("tells a close frame from a line that breaks", async () => {
    const { events, socket } = await meet();
    socket.terminate();
    expect(await events.whenClosed).toMatchObject({ kind: "lost" });
  });

  it("closes in order when asked to", async () => {
    const { channel, events, socket } = await meet();
    const heard = new Promise((closed) =>
      socket.on("close", (code, reason) => closed([code, reason.toString()])),
    );
    channel.close(1000, "done");
    channel.close(1001, "again");
    expect(await heard).toEqual([1000, "done"]);
    expect(await events.whenClosed).toEqual({ kind: "closed", code: 1000, reason: "done" });
    expect(channel.sendText("late")).toBe(false);
    channel.ping();
    channel.close(1000, "later");
  });

  it("is closed even if the peer is silent", async () => {
    const { channel, events, socket } = await meet();
    socket.pause();
    channel.close(1000, "done");
    expect(await events.whenClosed).toEqual({ kind: "closed", code: 1000, reason: "done" });
  });

  it("may be closed before it is open", async () => {
    const url = await bare(() => {});
    const { channel, events } = connect({ url });
    channel.close(1000, "changed my mind");
    expect(await events.whenClosed).toMatchObject({ kind: "closed", code: 1000 });
    expect(events.log).toEqual(["closed"]);
  });

  it.each([401, 403, 302, 503])("tells a refused upgrade with its status %i", async (status) => {
    const url = await bare((socket) => socket.write(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`));
    expect(await connect({ url }).events.whenClosed).toEqual({ kind: "refused", status });
  });

  it("tells a plain 200 in place of the upgrade as refused", async () => {
    const url = await bare((socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"));
    expect(await connect({ url }).events.whenClosed).toEqual({ kind: "refused", status: 200 });
  });

  it("calls a wrong accept key malformed", async () => {
    const upgrade =
      "HTTP/1.1 101 Ok\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: bm8=\r\n\r\n";
    const url = await bare((socket) => socket.write(upgrade));
    expect(await connect({ url }).events.whenClosed).toMatchObject({ kind: "malformed" });
  });

  it.each([
    [
      "a text and a close",
      [textFrame("认证失败"), frame(8, Buffer.from([0x03, 0xe8]))],
      ["opened", "text 认证失败", "closed"],
    ],
    ["two texts", [textFrame("one"), textFrame("two")], ["opened", "text one", "text two"]],
    [
      "bytes before a text",
      [frame(2, Buffer.from([1, 2, 3])), textFrame("x")],
      ["opened", "binary 3", "text x"],
    ],
  ])("loses nothing of %s in the same segment as the 101", async (_what, frames, log) => {
    for (const splitAt of [0, 1]) {
      const url = await bare((socket) =>
        upgraded(socket, (answer) => {
          const behind = Buffer.concat(frames);
          // The last frame may also be cut in two.
          const cut = behind.length - splitAt;
          socket.write(Buffer.concat([answer, behind.subarray(0, cut)]));
          if (splitAt > 0) setImmediate(() => socket.write(behind.subarray(cut)));
        }),
      );
      const { channel, events } = connect({ url });
      await events.whenOpen;
      if (log.includes("closed"))
        expect(await events.whenClosed).toEqual({ kind: "closed", code: 1000, reason: "" });
      else for (const line of log) if (line.startsWith("text")) await events.nextText();
      expect(events.log).toEqual(log);
      channel.close(1000, "");
    }
  });

  it("times out on an upgrade that is never answered, and on one that only trickles", async () => {
    const silent = connect({ url: await bare(() => {}), connectTimeoutMs: 40 });
    expect(await silent.events.whenClosed).toEqual({ kind: "timeout", afterMs: 40 });
    const trickling = await bare((socket) => {
      socket.write("HTTP/1.1 101 Ok\r\nX: ");
      const drip = setInterval(() => socket.write("."), 5);
      socket.on("close", () => clearInterval(drip));
    });
    const slow = connect({ url: trickling, connectTimeoutMs: 60 });
    expect(await slow.events.whenClosed).toEqual({ kind: "timeout", afterMs: 60 });
  });

  it("tells a refused port, an unknown name and a line that breaks in the handshake", async () => {
    const refused = connect({ url: `ws://127.0.0.1:${await closedPort()}/` });
    expect(await refused.events.whenClosed).toMatchObject({ kind: "unreachable", stage: "tcp" });
    const unknown = connect({ url: "ws://no-such-host.invalid/" });
    expect(await unknown.events.whenClosed).toMatchObject({ kind: "unreachable", stage: "dns" });
    const dropping = await bare((socket) => socket.once("data", () => socket.destroy()));
    expect(await connect({ url: dropping }).events.whenClosed).toMatchObject({
      kind: "unreachable",
      stage: "closed",
    });
  });

  it("ends at a message over the limit", async () => {
    const { events, socket } = await meet({ messageMaxBytes: 100 });
    socket.send("x".repeat(100));
    await events.nextText();
    socket.send("x".repeat(101));
    expect(await events.whenClosed).toEqual({ kind: "tooLarge", limitBytes: 100 });
  });

  it("ends at a frame that breaks the protocol, and at text that is not UTF-8", async () => {
    const opcode = await meet();
    rawSocket(opcode.socket).write(Buffer.from([0x83, 0x00]));
    expect(await opcode.events.whenClosed).toMatchObject({ kind: "malformed" });
    const text = await meet();
    rawSocket(text.socket).write(Buffer.from([0x81, 0x01, 0xff]));
    expect(await text.events.whenClosed).toMatchObject({ kind: "malformed" });
  });

  it("refuses to queue without end for a peer that does not read", async () => {
    const { channel, socket } = await meet();
    rawSocket(socket).pause();
    const chunk = "z".repeat(64 * 1024);
    let sent = 0;
    while (sent < 10_000 && channel.sendText(chunk)) sent += 1;
    expect(sent).toBeLessThan(10_000);
  });

  it.each(["", "no url", "http:/", "ftp://127.0.0.1/"])("calls the address %j malformed", async (url) => {
    const { channel, events } = connect({ url });
    expect(channel.sendText("x")).toBe(false);
    expect(await events.whenClosed).toMatchObject({ kind: "malformed" });
    channel.close(1000, "");
  });
}

/** A whole frame of a server: not masked. */
function frame(opcode: number, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x80 | opcode, payload.length]), payload]);
}

const textFrame = (text: string): Buffer => frame(1, Buffer.from(text));

/** Reads the request on a bare connection; `answer` gets the 101 that is the answer to it. */
function upgraded(socket: net.Socket, answer: (bytes: Buffer) => void): void {
  let request = "";
  const read = (bytes: Buffer): void => {
    request += bytes.toString("latin1");
    if (!request.includes("\r\n\r\n")) return;
    socket.off("data", read).resume();
    const key = /^sec-websocket-key: *(\S+)/im.exec(request)?.[1] ?? "";
    const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
    answer(
      Buffer.from(
        `HTTP/1.1 101 Ok\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      ),
    );
  };
  socket.on("data", read);
}

/** The TCP connection under a server's websocket. */
function rawSocket(socket: WebSocket): net.Socket {
  return (socket as unknown as { _socket: net.Socket })._socket;
}
