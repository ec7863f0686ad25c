import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Cloud } from "../../host/cloud/cloud.js";
import { glyphSource } from "../../host/cloud/session/glyphs.js";
import { cutGlyphs, readGlyphs } from "../../src/core/session/glyphs.js";
import { api, bench, bindDevice, mac, ota } from "./harness.js";
import { connectDevice, connectSocket, hello, ofType, type SocketPeer } from "./peers.js";

const peers: SocketPeer[] = [];
afterEach(() => {
  for (const peer of peers.splice(0)) peer.socket.terminate();
});

async function connect(cloud: Cloud, headers: Record<string, string> = {}): Promise<SocketPeer> {
  const peer = await connectDevice(cloud, headers);
  peers.push(peer);
  return peer;
}

async function session(cloud: Cloud, message: unknown = hello): Promise<SocketPeer> {
  const peer = await connect(cloud);
  expect(await peer.opened).toBe(true);
  peer.send(message);
  await peer.inbox.next(ofType("hello"));
  return peer;
}

describe("glyphs for characters that the device's font doesn't have", () => {
  const text_font = { bundle: "noto-v1", charset: "common", size: 16, bpp: 4 };
  // Ten megabytes of outlines, read once: on a busy machine that takes longer than a peer waits.
  beforeAll(() => glyphSource(text_font), 120_000);

  const asking = { ...hello, features: { mcp: true, glyph_push: true }, text_font };
  const answer = async (greeting: unknown, text: string) => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    const peer = await session(cloud, greeting);
    peer.send({ type: "listen", state: "detect", text });
    return [await peer.inbox.next(ofType("stt")), await peer.inbox.next(ofType("tts", "sentence_start"))];
  };

  it("come with both texts, as the device reads them, when its hello asks for them", async () => {
    for (const message of await answer(asking, "\u9f98\u5b57")) {
      const { set } = cutGlyphs(JSON.stringify(message));
      expect(set && readGlyphs(set, text_font, () => true)).toMatchObject([{ codePoint: 0x9f98 }]);
    }
  });

  it("stay away from texts that need none, and from devices that don't ask", async () => {
    for (const message of [...(await answer(asking, "\u4f60\u597d")), ...(await answer(hello, "\u9f98"))])
      expect(message).not.toHaveProperty("glyph_push");
  });
});

describe("websocket tokens (xrobo)", () => {
  it.each([
    ["no token", { authorization: "" }],
    ["a made-up token", { authorization: `Bearer ${"a".repeat(43)}.1752119934` }],
    ["a lower-case bearer prefix", { authorization: "bearer x" }],
    ["another client id", { "client-id": "other" }],
    ["another device id", { "device-id": "d4:06:06:b6:a9:fc" }],
    ["the device id in another case", { "device-id": mac.toUpperCase() }],
  ])("refuses %s with 401 at the upgrade", async (_name, headers) => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    const peer = await connect(cloud, headers);
    expect(await peer.opened).toBe(false);
    expect(peer.status()).toBe(401);
  });

  it("are refused after their lifetime, which an open session outlives", async () => {
    const { cloud, clock } = await bench({ tokenLifetimeMs: 60_000 });
    await bindDevice(cloud);
    const { token, url } = (await ota(cloud)).body.websocket;
    const headers = {
      authorization: `Bearer ${token}`,
      "device-id": mac,
      "client-id": "0f1e2d3c-4b5a-4678-9abc-def012345678",
    };
    const running = connectSocket(url, headers);
    peers.push(running);
    expect(await running.opened).toBe(true);
    running.send(hello);
    await running.inbox.next(ofType("hello"));
    clock.nowMs += 60_001;
    const late = connectSocket(url, headers);
    expect([await late.opened, late.status()]).toEqual([false, 401]);
    running.send({ type: "listen", state: "detect", text: "still there?" });
    await running.inbox.next(ofType("tts", "stop"));
  });

  it("are refused after expireTokens until a new OTA check", async () => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    const { token, url } = (await ota(cloud)).body.websocket;
    cloud.expireTokens();
    const old = connectSocket(url, { authorization: `Bearer ${token}`, "device-id": mac, "client-id": "x" });
    expect([await old.opened, old.status()]).toEqual([false, 401]);
    await session(cloud);
  });
});

describe("websocket tokens (open)", () => {
  it("gets a line that is not JSON and a normal close for a bad token", async () => {
    const { cloud } = await bench({ profile: "open" });
    await bindDevice(cloud);
    const peer = await connect(cloud, { authorization: "Bearer wrong" });
    expect(await peer.opened).toBe(true);
    expect(await peer.inbox.next()).toBe("认证失败");
    expect((await peer.closed).code).toBe(1000);
  });

  it("takes the identity from the query when there are no headers", async () => {
    const { cloud } = await bench({ profile: "open" });
    await bindDevice(cloud);
    const { token, url } = (await ota(cloud)).body.websocket;
    const query = new URLSearchParams({
      "device-id": mac,
      "client-id": "0f1e2d3c-4b5a-4678-9abc-def012345678",
      authorization: `Bearer ${token}`,
    });
    const peer = connectSocket(`${url.replace("/xiaozhi/v1/", "/any/path")}?${query}`, {});
    peers.push(peer);
    expect(await peer.opened).toBe(true);
    peer.send(hello);
    expect((await peer.inbox.next()).type).toBe("hello");
  });
});

describe("websocket session", () => {
  it("answers hello with the server's audio (xrobo)", async () => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    const peer = await connect(cloud);
    await peer.opened;
    peer.send(hello);
    expect(await peer.inbox.next()).toEqual({
      type: "hello",
      version: 1,
      transport: "websocket",
      audio_params: { format: "opus", sample_rate: 24000, channels: 1, frame_duration: 60 },
      session_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it("answers hello with the device's own audio (open)", async () => {
    const { cloud } = await bench({ profile: "open" });
    await bindDevice(cloud);
    const peer = await connect(cloud);
    await peer.opened;
    peer.send(hello);
    expect((await peer.inbox.next()).audio_params).toEqual(hello.audio_params);
  });

  it("answers a text turn in its language with stt, llm, tts and one session id", async () => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    const peer = await session(cloud);
    const session_id = peer.inbox.all[0].session_id;
    peer.send({ type: "listen", state: "detect", text: "你好" });
    await peer.inbox.next(ofType("tts", "stop"));
    expect(peer.inbox.all.slice(1)).toEqual([
      { type: "stt", text: "你好", session_id },
      { type: "llm", text: "🙂", emotion: "happy", session_id },
      { type: "tts", state: "start", session_id },
      { type: "tts", state: "sentence_start", text: "你说：你好", session_id },
      { type: "tts", state: "sentence_start", text: "还有什么可以帮你的吗？", session_id },
      { type: "tts", state: "stop", session_id, is_aborted: false },
    ]);
  });

  it("stops a running answer at once on abort and says nothing more of it", async () => {
    const { cloud } = await bench({ assistantDelayMs: 60_000 });
    await bindDevice(cloud);
    const peer = await session(cloud);
    peer.send({ type: "listen", state: "detect", text: "Tell me a story" });
    await peer.inbox.next(ofType("stt"));
    peer.send({ type: "abort", reason: "wake_word_detected" });
    expect(await peer.inbox.next()).toMatchObject({ type: "tts", state: "stop", is_aborted: true });
  });

  it("answers push-to-talk with the number of frames heard", async () => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    const peer = await session(cloud);
    peer.send({ type: "listen", state: "start", mode: "manual" });
    peer.socket.send(Buffer.from([0xf8, 0xff, 0xfe]));
    peer.socket.send(Buffer.from([0xf8, 0xff, 0xfe]));
    peer.send({ type: "listen", state: "stop" });
    expect((await peer.inbox.next(ofType("stt"))).text).toBe("2 audio frames");
    expect(cloud.metrics().audioFramesIn).toBe(2);
  });

  it("asks for the device's tools page by page and calls them", async () => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    const peer = await session(cloud, { ...hello, features: { mcp: true } });
    const reply = (id: number, result: unknown) =>
      peer.send({ type: "mcp", payload: { jsonrpc: "2.0", id, result } });
    const first = await peer.inbox.next(ofType("mcp"));
    expect(first.payload).toMatchObject({
      id: 1,
      method: "initialize",
      params: { protocolVersion: "2024-11-05" },
    });
    reply(1, { protocolVersion: "2024-11-05" });
    expect((await peer.inbox.next(ofType("mcp"))).payload).toEqual({
      jsonrpc: "2.0",
      id: 2,
      method: "tools/list",
    });
    reply(2, { tools: [{ name: "self.a" }], nextCursor: "self.b" });
    expect((await peer.inbox.next(ofType("mcp"))).payload.params).toEqual({ cursor: "self.b" });
    reply(2, { tools: [{ name: "self.b" }] });
    const result = peer.inbox.next(ofType("mcp")).then((message) => {
      expect(message.payload).toMatchObject({
        id: 1,
        method: "tools/call",
        params: { name: "self.b", arguments: { x: 1 } },
      });
      reply(1, { isError: false });
    });
    await expect(cloud.callTool(mac, "self.b", { x: 1 })).resolves.toEqual({ isError: false });
    await result;
    expect(cloud.sessions()[0]?.tools).toEqual(["self.a", "self.b"]);
  });

  it("carries pushed messages and is dropped with the code asked for", async () => {
    const { cloud, events } = await bench();
    await bindDevice(cloud);
    const peer = await session(cloud);
    expect(cloud.send(mac.toUpperCase(), { type: "system", command: "reboot" })).toBe(1);
    expect(await peer.inbox.next()).toMatchObject({ type: "system", command: "reboot" });
    expect(cloud.send("aa:bb:cc:dd:ee:ff", { type: "system" })).toBe(0);
    expect(cloud.dropSessions({ code: 4000 })).toBe(1);
    expect((await peer.closed).code).toBe(4000);
    await expect.poll(() => events.filter((event) => event.event === "session-closed").length).toBe(1);
    expect(cloud.sessions()).toEqual([]);
  });

  it("is closed when nothing is said for the idle time", async () => {
    // Long enough for a hello on a busy machine: it counts from the connection on.
    const { cloud } = await bench({ idleCloseMs: 300 });
    await bindDevice(cloud);
    const peer = await session(cloud);
    expect((await peer.closed).code).toBe(1000);
  });

  it("is closed with 1011 when pings are not answered", async () => {
    const { cloud } = await bench({ pingIntervalMs: 20 });
    await bindDevice(cloud);
    const { token, url } = (await ota(cloud)).body.websocket;
    const headers = {
      authorization: `Bearer ${token}`,
      "device-id": mac,
      "client-id": "0f1e2d3c-4b5a-4678-9abc-def012345678",
    };
    const peer = connectSocket(url, headers);
    peers.push(peer);
    peer.socket.pong = () => undefined;
    expect((await peer.closed).code).toBe(1011);
  });

  it("survives frames that make no sense", async () => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    const peer = await session(cloud);
    for (const odd of [
      "x",
      "1",
      "null",
      "[]",
      "{}",
      '{"type":1}',
      '{"type":"listen"}',
      '{"type":"mcp","payload":[]}',
    ]) {
      peer.send(odd);
    }
    peer.send({ type: "listen", state: "detect", text: "ok" });
    await peer.inbox.next(ofType("tts", "stop"));
  });
});

describe("a device that is not bound", () => {
  it("is refused with 4001 at its next session while the running one goes on (xrobo)", async () => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    const running = await session(cloud);
    await api(cloud, "POST", "/xiaozhi/device/unbind", { deviceId: mac });
    running.send({ type: "listen", state: "detect", text: "still here" });
    await running.inbox.next(ofType("tts", "stop"));
    const next = await connect(cloud);
    expect(await next.opened).toBe(true);
    next.send(hello);
    expect(await next.closed).toEqual({ code: 4001, reason: "device is not bound" });
    expect(next.inbox.all).toEqual([]);
  });

  it("never gets a hello but hears its code, at most every 60 s (open)", async () => {
    const { cloud, clock } = await bench({ profile: "open" });
    const peer = await connect(cloud);
    await peer.opened;
    peer.send(hello);
    const { text } = await peer.inbox.next(ofType("stt"));
    expect(text).toContain(cloud.pendingCode(mac));
    await peer.inbox.next(ofType("tts", "stop"));
    const said = peer.inbox.all.length;
    peer.send(hello);
    clock.nowMs += 60_000;
    peer.send(hello);
    await peer.inbox.next(ofType("tts", "stop"));
    expect(peer.inbox.all.length).toBe(2 * said);
    expect(peer.inbox.all.some(ofType("hello"))).toBe(false);
  });
});

describe("websocket faults", () => {
  it.each([
    [
      "an HTTP status",
      503,
      async (peer: SocketPeer) => expect([await peer.opened, peer.status()]).toEqual([false, 503]),
    ],
    ["a close code", 1013, async (peer: SocketPeer) => expect((await peer.closed).code).toBe(1013)],
    ["a lost connection", "close", async (peer: SocketPeer) => expect(await peer.opened).toBe(false)],
  ] as const)("can be %s", async (_name, websocket, check) => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    cloud.setFaults({ websocket });
    await check(await connect(cloud));
  });

  it("can be a hello that is never answered", async () => {
    const { cloud } = await bench();
    await bindDevice(cloud);
    cloud.setFaults({ websocket: "silent" });
    const peer = await connect(cloud);
    await peer.opened;
    peer.send(hello);
    await expect.poll(() => cloud.metrics().messagesIn).toBe(1);
    expect(cloud.metrics().messagesOut).toBe(0);
  });
});
