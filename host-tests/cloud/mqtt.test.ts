import { createSocket } from "node:dgram";
import { connect as connectTcp } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Cloud } from "../../host/cloud/cloud.js";
import { api, bench, bindDevice, mac } from "./harness.js";
import { connectMqtt, type MqttPeer, mqttHello, mqttSection, ofType } from "./peers.js";

const peers: MqttPeer[] = [];
afterEach(() => {
  for (const peer of peers.splice(0)) peer.client.end(true);
});

async function connect(cloud: Cloud, change: object = {}, options: object = {}): Promise<MqttPeer> {
  const peer = connectMqtt({ ...(await mqttSection(cloud)), ...change }, options);
  peers.push(peer);
  return peer;
}

async function session(
  cloud: Cloud,
): Promise<{ peer: MqttPeer; reply: Awaited<ReturnType<MqttPeer["inbox"]["next"]>> }> {
  const peer = await connect(cloud);
  expect(await peer.connack).toBe(0);
  peer.send(mqttHello);
  return { peer, reply: await peer.inbox.next(ofType("hello")) };
}

describe("MQTT gateway", () => {
  it.each([
    ["a wrong password", { password: "wrong" }],
    ["another user name", { username: "e30=" }],
    ["a client id that is not in three parts", { client_id: "GID_x@@@d4_06_06_b6_a9_fb" }],
    ["another device's client id", { client_id: "GID_x@@@d4_06_06_b6_a9_fc@@@d4_06_06_b6_a9_fc" }],
  ])("says yes to %s and hangs up", async (_name, change) => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    const peer = await connect(cloud, change);
    expect(await peer.connack).toBe(0);
    await peer.lost;
    expect(cloud.metrics()).toMatchObject({ mqttRefused: 1, mqttConnects: 0 });
  });

  it("does not let a wrong password throw out the rightful client", async () => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    const { peer } = await session(cloud);
    const thief = await connect(cloud, { password: "wrong" });
    await thief.lost;
    peer.send({ type: "listen", state: "detect", text: "still me" });
    await peer.inbox.next(ofType("tts", "stop"));
  });

  it("refuses passwords from before expireTokens", async () => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    const old = await mqttSection(cloud);
    cloud.expireTokens();
    const peer = connectMqtt(old);
    peers.push(peer);
    await peer.lost;
    expect(cloud.metrics().mqttRefused).toBe(1);
  });

  it("answers hello on the device's topic with the way to the audio port, without a subscription", async () => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    const { reply } = await session(cloud);
    expect(reply).toEqual({
      topic: "devices/p2p/d4_06_06_b6_a9_fb",
      type: "hello",
      version: 3,
      transport: "udp",
      session_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      audio_params: { format: "opus", sample_rate: 24000, channels: 1, frame_duration: 60 },
      udp: {
        server: "127.0.0.1",
        port: expect.any(Number),
        encryption: "aes-128-ctr",
        key: expect.stringMatching(/^[0-9a-f]{32}$/),
        nonce: expect.stringMatching(/^01000000[0-9a-f]{8}0{16}$/),
      },
    });
  });

  it("keeps the audio key out of its events", async () => {
    const { cloud, events } = await bench();
    await bindDevice(cloud);
    const { reply } = await session(cloud);
    const log = JSON.stringify(events);
    expect(log).toContain('"udp"');
    expect(log).not.toContain(reply.udp.key);
    expect(log).not.toContain(reply.udp.nonce);
  });

  it("counts the audio packets of a session apart from strangers'", async () => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    const { reply } = await session(cloud);
    const packet = Buffer.concat([Buffer.from(reply.udp.nonce, "hex"), Buffer.from("audio")]);
    packet.writeUInt16BE(5, 2);
    const stranger = Buffer.from(packet);
    stranger.writeUInt32BE(~packet.readUInt32BE(4) >>> 0, 4);
    const socket = createSocket("udp4");
    for (const data of [packet, stranger, Buffer.alloc(3)])
      socket.send(data, reply.udp.port, reply.udp.server);
    await expect.poll(() => [cloud.metrics().udpPackets, cloud.metrics().udpPacketsUnknown]).toEqual([1, 2]);
    socket.close();
  });

  it("answers a text turn as on the websocket", async () => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    const { peer, reply } = await session(cloud);
    peer.send({ type: "listen", state: "detect", text: "hello", session_id: reply.session_id });
    await peer.inbox.next(ofType("tts", "stop"));
    expect(peer.inbox.all.slice(1).map(({ type, state, text }) => [type, state, text])).toEqual([
      ["stt", undefined, "hello"],
      ["llm", undefined, "🙂"],
      ["tts", "start", undefined],
      ["tts", "sentence_start", "You said: hello"],
      ["tts", "sentence_start", "What else can I do for you?"],
      ["tts", "stop", undefined],
    ]);
    expect(peer.inbox.all.every((message) => message.session_id === reply.session_id)).toBe(true);
  });

  it("answers goodbye with goodbye, and any message without a session too", async () => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    const { peer, reply } = await session(cloud);
    peer.send({ type: "goodbye", session_id: reply.session_id });
    expect(await peer.inbox.next()).toMatchObject({ type: "goodbye", session_id: reply.session_id });
    peer.send({ type: "listen", state: "start", session_id: "old" });
    expect(await peer.inbox.next()).toMatchObject({ type: "goodbye", session_id: "old" });
    expect(cloud.metrics()).toMatchObject({ sessionsOpened: 1, sessionsClosed: 1 });
  });

  it("ends the first session with its id when a second hello comes", async () => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    const { peer, reply } = await session(cloud);
    peer.send(mqttHello);
    expect(await peer.inbox.next()).toMatchObject({ type: "goodbye", session_id: reply.session_id });
    expect((await peer.inbox.next(ofType("hello"))).session_id).not.toBe(reply.session_id);
  });

  it.each([
    ["a publish with QoS 1", (peer: MqttPeer) => peer.send(mqttHello, 1)],
    ["a payload that is not JSON", (peer: MqttPeer) => peer.send("x")],
    ["a packet over 8192 bytes", (peer: MqttPeer) => peer.send({ type: "x", text: "x".repeat(8192) })],
    ["a hello of version 1", (peer: MqttPeer) => peer.send({ ...mqttHello, version: 1 })],
    ["an unsubscribe", (peer: MqttPeer) => void peer.client.unsubscribe("x")],
  ])("hangs up on %s", async (_name, act) => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    const peer = await connect(cloud);
    await peer.connack;
    act(peer);
    await peer.lost;
    await expect.poll(() => cloud.sessions()).toEqual([]);
  });

  it("hangs up on a will, and refuses MQTT 5 with return code 1", async () => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    const will = await connect(cloud, {}, { will: { topic: "x", payload: "x", qos: 0, retain: false } });
    await will.lost;
    const five = await connect(cloud, {}, { protocolVersion: 5 });
    await five.lost;
    expect(cloud.metrics().mqttConnects).toBe(0);
  });

  it("takes no more of a packet than 8192 bytes, whatever length it announces", async () => {
    const { cloud } = await bench();
    const [host, port] = cloud.mqttEndpoint.split(":");
    const socket = connectTcp(Number(port), host);
    const lost = new Promise<void>((resolve) => socket.on("close", () => resolve()));
    socket.on("error", () => undefined);
    // CONNECT that announces 256 MiB.
    socket.write(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f]));
    await lost;
  });

  it("keeps devices apart: nobody receives or forges another's messages", async () => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    const { peer } = await session(cloud);
    const otherMac = "d4:06:06:b6:a9:01";
    await bindDevice(cloud, otherMac);
    const other = await connect(
      cloud,
      (await import("./harness.js").then(({ otaOf }) => otaOf(cloud, otherMac))).body.mqtt,
    );
    await other.connack;
    await other.client.subscribeAsync("#");
    await peer.client.subscribeAsync("devices/p2p/d4_06_06_b6_a9_fb");
    other.client.publish(
      "devices/p2p/d4_06_06_b6_a9_fb",
      JSON.stringify({ type: "system", command: "reboot" }),
    );
    // The forged message counts as one of the sender's own, without a session.
    expect(await other.inbox.next()).toMatchObject({ type: "goodbye" });
    peer.send({ type: "listen", state: "detect", text: "private" });
    await peer.inbox.next(ofType("tts", "stop"));
    expect(peer.inbox.all.some(ofType("system"))).toBe(false);
    expect(JSON.stringify(other.inbox.all)).not.toContain("private");
  });

  it("drops the older client of the same id", async () => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    const first = await session(cloud);
    const second = await session(cloud);
    await first.peer.lost;
    await expect
      .poll(() => cloud.sessions().map(({ sessionId }) => sessionId))
      .toEqual([second.reply.session_id]);
  });

  it("tells an unbound device its code instead of answering hello, and lets a running session go on", async () => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    const { peer, reply } = await session(cloud);
    await api(cloud, "POST", "/xiaozhi/device/unbind", { deviceId: mac });
    peer.send({ type: "listen", state: "detect", text: "still here" });
    await peer.inbox.next(ofType("tts", "stop"));
    peer.send({ type: "goodbye", session_id: reply.session_id });
    await peer.inbox.next(ofType("goodbye"));
    await mqttSection(cloud);
    peer.send(mqttHello);
    expect((await peer.inbox.next()).text).toContain(cloud.pendingCode(mac));
    await peer.inbox.next(ofType("tts", "stop"));
    expect(cloud.metrics().sessionsOpened).toBe(1);
  });

  it("starts MCP by itself right after CONNACK (open)", async () => {
    const { cloud } = await bench({ profile: "open" });
    await bindDevice(cloud);
    const peer = await connect(cloud);
    expect((await peer.inbox.next()).payload).toMatchObject({ id: 10000, method: "initialize" });
    peer.send({ type: "mcp", payload: { jsonrpc: "2.0", id: 10000, result: {} } });
    expect((await peer.inbox.next()).payload).toMatchObject({ method: "notifications/initialized" });
    expect((await peer.inbox.next()).payload).toMatchObject({ id: 10001, method: "tools/list" });
    peer.send({
      type: "mcp",
      payload: { jsonrpc: "2.0", id: 10001, result: { tools: [{ name: "self.a" }] } },
    });
    await expect.poll(() => cloud.sessions()[0]?.tools).toEqual(["self.a"]);
  });

  it("answers with the return code of an injected fault, hangs up, or never answers hello", async () => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    cloud.setFaults({ mqtt: 5 });
    expect(await (await connect(cloud)).connack).toBe(5);
    cloud.setFaults({ mqtt: "close" });
    await expect((await connect(cloud)).connack).rejects.toThrow("before a CONNACK");
    cloud.setFaults({ mqtt: "silent" });
    const peer = await connect(cloud);
    await peer.connack;
    peer.send(mqttHello);
    await expect.poll(() => cloud.metrics().messagesIn).toBe(1);
    expect(cloud.metrics().messagesOut).toBe(0);
  });
});
