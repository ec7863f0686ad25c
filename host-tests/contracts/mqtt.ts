/** What every MqttClients port must do; run over each implementation, against bare TCP servers that speak MQTT by hand. */
import net from "node:net";
import { afterEach, expect, it } from "vitest";
import type { MqttChannel, MqttClients, MqttOptions } from "../../src/core/ports.js";
import { type Recorder, recorder } from "./channel.js";
import { closedPort } from "./http.js";

const closers: (() => void)[] = [];

const packet = (type: number, ...body: number[]): Buffer =>
  Buffer.from([type << 4, ...lengthOf(body.length), ...body]);

function lengthOf(count: number): number[] {
  return count < 128 ? [count] : [(count % 128) | 0x80, ...lengthOf(Math.floor(count / 128))];
}

export const connack = (code: number): Buffer => packet(2, 0, code);
const publish = (topic: string, payload: string): Buffer =>
  packet(3, 0, topic.length, ...Buffer.from(topic), ...Buffer.from(payload));

/** As a broker gives what it had kept to a new subscriber. */
function retained(topic: string, payload: string): Buffer {
  const bytes = publish(topic, payload);
  bytes[0] = (bytes[0] ?? 0) | 1;
  return bytes;
}

const types = { connect: 1, publish: 3, subscribe: 8, pingreq: 12, disconnect: 14 } as const;

interface Broker {
  readonly port: number;
  /** The next connection. */
  readonly accepted: Promise<net.Socket>;
  connections(): number;
  /** Resolves with the bytes received so far once a packet of that type has begun at the start of a chunk. */
  received(type: keyof typeof types): Promise<Buffer>;
}

/** Answers `greeting` to the first bytes; nothing if it is undefined. */
async function broker(greeting: Buffer | undefined): Promise<Broker> {
  const sockets = new Set<net.Socket>();
  const heard: Buffer[] = [];
  const waiting: (() => void)[] = [];
  let accept: (socket: net.Socket) => void = () => {};
  const accepted = new Promise<net.Socket>((resolve) => {
    accept = resolve;
  });
  const server = net.createServer((socket) => {
    sockets.add(socket.on("error", () => {}));
    if (greeting !== undefined) socket.once("data", () => socket.write(greeting));
    socket.on("data", (bytes) => {
      heard.push(bytes);
      for (const wake of waiting.splice(0)) wake();
    });
    accept(socket);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as net.AddressInfo).port,
    accepted,
    connections: () => sockets.size,
    async received(type) {
      for (;;) {
        const found = heard.find((bytes) => (bytes[0] ?? 0) >> 4 === types[type]);
        if (found !== undefined) return found;
        await new Promise<void>((wake) => waiting.push(wake));
      }
    },
  };
}

export function mqttContract(make: () => MqttClients): void {
  afterEach(() => {
    for (const close of closers.splice(0)) close();
  });
  const connect = (over: Partial<MqttOptions>): { channel: MqttChannel; events: Recorder } => {
    const events = recorder();
    const channel = make().open(
      {
        host: "127.0.0.1",
        port: 1,
        tls: false,
        clientId: "GID@@@mac@@@uuid",
        username: "user",
        password: "pass",
        keepAliveS: 240,
        connectTimeoutMs: 5_000,
        messageMaxBytes: 1_000,
        ...over,
      },
      events,
    );
    events.returned();
    return { channel, events };
  };
  const meet = async (over: Partial<MqttOptions> = {}) => {
    const server = await broker(connack(0));
    const { channel, events } = connect({ port: server.port, ...over });
    await events.whenOpen;
    return { channel, events, server, socket: await server.accepted };
  };

  it("connects with MQTT 3.1.1, a clean session and its credentials", async () => {
    const { server } = await meet();
    const bytes = await server.received("connect");
    const text = bytes.toString("latin1");
    expect(text).toContain("MQTT\x04\xc2\x00\xf0");
    for (const part of ["GID@@@mac@@@uuid", "user", "pass"]) expect(text).toContain(part);
  });

  it("publishes at QoS 0 and hears what is published, subscribed or not", async () => {
    const { channel, events, server, socket } = await meet();
    expect(channel.publish("device-server", '{"type":"hello"}')).toBe(true);
    const sent = await server.received("publish");
    expect(sent[0]).toBe(0x30);
    expect(sent.toString()).toContain('device-server{"type":"hello"}');
    socket.write(publish("devices/p2p/x", '{"type":"你好"}'));
    expect(await events.nextText()).toBe('{"type":"你好"}');
  });

  it("keeps to itself what the broker had retained, which is of an earlier session", async () => {
    const { events, socket } = await meet();
    for (const payload of ['{"type":"hello"}', "online", ""]) socket.write(retained("t", payload));
    socket.write(publish("t", "now"));
    expect(await events.nextText()).toBe("now");
    expect(events.log).toEqual(["opened", "text now"]);
  });

  it("tells a message without payload as an empty text", async () => {
    const { events, socket } = await meet();
    socket.write(publish("t", ""));
    expect(await events.nextText()).toBe("");
  });

  it("subscribes at QoS 0", async () => {
    const { channel, server } = await meet();
    channel.subscribe("devices/p2p/x");
    const bytes = await server.received("subscribe");
    expect(bytes.subarray(4).toString("latin1")).toBe("\x00\x0ddevices/p2p/x\x00");
  });

  it("pings, and takes the answer for a sign of life", async () => {
    const { channel, events, server, socket } = await meet();
    const before = events.aliveCount();
    channel.ping();
    await server.received("pingreq");
    socket.write(packet(13));
    socket.write(publish("t", "last"));
    await events.nextText();
    expect(events.aliveCount()).toBeGreaterThan(before);
  });

  it.each([1, 2, 3, 4, 5])("tells CONNACK %i as refused", async (code) => {
    const server = await broker(connack(code));
    const { channel, events } = connect({ port: server.port });
    expect(await events.whenClosed).toEqual({ kind: "refused", status: code });
    expect(events.log).toEqual(["closed"]);
    expect(channel.publish("t", "x")).toBe(false);
  });

  it("tells a line that breaks after CONNACK from one that breaks before", async () => {
    const { channel, events, socket } = await meet();
    socket.destroy();
    expect(await events.whenClosed).toMatchObject({ kind: "lost" });
    expect(channel.publish("t", "x")).toBe(false);
    channel.subscribe("t");
    channel.ping();
    const server = await broker(undefined);
    const early = connect({ port: server.port });
    (await server.accepted).destroy();
    expect(await early.events.whenClosed).toMatchObject({ kind: "unreachable", stage: "closed" });
  });

  it("does not connect again by itself", async () => {
    const { events, server, socket } = await meet();
    socket.destroy();
    await events.whenClosed;
    await new Promise((next) => setTimeout(next, 30));
    expect(server.connections()).toBe(1);
    expect(events.log).toEqual(["opened", "closed"]);
  });

  it("times out without a CONNACK", async () => {
    const server = await broker(undefined);
    const { events } = connect({ port: server.port, connectTimeoutMs: 40 });
    expect(await events.whenClosed).toEqual({ kind: "timeout", afterMs: 40 });
  });

  it("tells a refused port and an unknown name", async () => {
    const refused = connect({ port: await closedPort() });
    expect(await refused.events.whenClosed).toMatchObject({ kind: "unreachable", stage: "tcp" });
    const unknown = connect({ host: "no-such-host.invalid" });
    expect(await unknown.events.whenClosed).toMatchObject({ kind: "unreachable", stage: "dns" });
  });

  it("survives settings that no broker has", async () => {
    for (const over of [{ port: 70_000 }, { port: -1 }, { port: Number.NaN }, { host: "" }]) {
      const end = await connect({ port: await closedPort(), ...over }).events.whenClosed;
      expect(["unreachable", "malformed"]).toContain(end.kind);
    }
  });

  it("tells TLS against a plain broker", async () => {
    // Long enough for the header of a TLS record.
    const server = await broker(Buffer.concat([connack(0), connack(0)]));
    expect(await connect({ port: server.port, tls: true }).events.whenClosed).toMatchObject({ kind: "tls" });
  });

  it("calls a peer that does not speak MQTT malformed", async () => {
    const server = await broker(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"));
    expect(["malformed", "tooLarge"]).toContain(
      (await connect({ port: server.port }).events.whenClosed).kind,
    );
  });

  it("ends at a payload over the limit", async () => {
    const { events, socket } = await meet({ messageMaxBytes: 50 });
    socket.write(publish("t", "x".repeat(50)));
    await events.nextText();
    socket.write(publish("t", "x".repeat(51)));
    expect(await events.whenClosed).toEqual({ kind: "tooLarge", limitBytes: 50 });
  });

  it("does not wait for a packet that announces far too much", async () => {
    const { events, socket } = await meet();
    socket.write(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]));
    expect(await events.whenClosed).toEqual({ kind: "tooLarge", limitBytes: 1_000 });
  });

  it("says goodbye when it is closed, once", async () => {
    const { channel, events, server } = await meet();
    channel.close();
    channel.close();
    await server.received("disconnect");
    expect(await events.whenClosed).toMatchObject({ kind: "closed" });
    expect(channel.publish("t", "x")).toBe(false);
    expect(events.log).toEqual(["opened", "closed"]);
  });

  it("may be closed before it is open", async () => {
    const server = await broker(undefined);
    const { channel, events } = connect({ port: server.port });
    channel.close();
    expect(await events.whenClosed).toMatchObject({ kind: "closed" });
    expect(events.log).toEqual(["closed"]);
  });
}
