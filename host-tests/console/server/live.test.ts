import http from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { deviceApi } from "../../../host/api/client.js";
import type { Snapshot } from "../../../host/console/contract.js";
import { createLive, type Live } from "../../../host/console/server/live.js";
import { refresher } from "../../../host/console/server/view/refresher.js";
import { createSessionMessages } from "../../../host/console/server/view/session-messages.js";
import { bindDevice, mac } from "../../cloud/harness.js";
import { bench } from "./harness.js";

const nothing: Snapshot = { agents: [], devices: [], firmware: [], virtual: [], messages: [], fault: null };

describe("the live view", () => {
  it("gives a late page the present state, and every page each change once", async () => {
    const { signedIn, cloud } = await bench();
    const mine = await signedIn();
    const early = await mine.watch();
    expect(await early.snapshot).toEqual({
      ...nothing,
      agents: [{ id: cloud.agentId, name: "Development agent" }],
    });
    expect(early.response.headers).toMatchObject({
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
    await bindDevice(cloud);
    await early.next((change) => change.change === "devices" && change.devices.length === 1);
    const late = await (await signedIn()).watch();
    expect((await late.snapshot).devices).toHaveLength(1);
    await mine.call("PUT", "/faults", { body: { fault: "serverError" } });
    for (const page of [early, late]) {
      await page.next((change) => change.change === "fault");
      expect(page.changes.filter(({ change }) => change === "fault")).toHaveLength(1);
    }
  });

  it("shows what other clients of the cloud change", async () => {
    const { signedIn, cloud } = await bench();
    const page = await (await signedIn()).watch();
    const api = deviceApi({ apiUrl: cloud.apiUrl, token: cloud.token });
    const agent = await api.createAgent("Theirs");
    await page.next((change) => change.change === "agents" && change.agents.length === 2);
    await api.renameAgent(agent.id, "Theirs too");
    await page.next(
      (change) => change.change === "agents" && change.agents.some(({ name }) => name === "Theirs too"),
    );
    await api.deleteAgent(agent.id);
    await page.next((change) => change.change === "agents" && change.agents.length === 1);
    await bindDevice(cloud);
    await api.updateDevice(mac, { alias: "Desk" });
    await page.next((change) => change.change === "devices" && change.devices[0]?.alias === "Desk");
    await api.uploadFirmware({ boardType: "virtual", version: "1.0.1", bytes: new Uint8Array(9) });
    await page.next((change) => change.change === "firmware" && change.firmware.length === 1);
    cloud.addFirmware({ boardType: "virtual", version: "1.0.2", bytes: new Uint8Array(9) });
    await page.next((change) => change.change === "firmware" && change.firmware.length === 2);
    await api.deleteFirmware("virtual", "1.0.1");
    await page.next((change) => change.change === "firmware" && change.firmware[0]?.version === "1.0.2");
  });

  it("starts over with a fresh snapshot after a reconnect", async () => {
    const { signedIn } = await bench();
    const mine = await signedIn();
    const first = await mine.watch();
    await first.snapshot;
    first.response.destroy();
    await mine.call("PUT", "/faults", { body: { fault: "serverSlow" } });
    expect((await (await mine.watch()).snapshot).fault).toBe("serverSlow");
  });

  it("sends comments while nothing happens; an open page keeps its sign-in", async () => {
    const { signedIn, clock } = await bench({ heartbeatMs: 10, idleMs: 1_000 });
    const mine = await signedIn();
    const page = await mine.watch();
    await page.snapshot;
    const beats = async (more: number) => {
      const before = page.comments();
      await expect.poll(() => page.comments()).toBeGreaterThan(before + more);
    };
    clock.nowMs += 900;
    await beats(1);
    clock.nowMs += 900;
    await beats(1);
    expect((await mine.call("GET", "/session")).status).toBe(200);
    // As if nothing had run for a while.
    clock.nowMs += 5_000;
    await page.ended;
  });

  it("ends at once with the console, however often that is closed, and takes nobody after it", async () => {
    const { signedIn, web, close } = await bench();
    const mine = await signedIn();
    const pages = await Promise.all([mine.watch(), mine.watch()]);
    await Promise.all(pages.map(({ snapshot }) => snapshot));
    await Promise.all([web.close(), web.close()]);
    await Promise.all(pages.map(({ ended }) => ended));
    const late = await mine.call("GET", "/live");
    expect([late.status, late.body.error.kind]).toEqual([503, "tooMany"]);
    await Promise.all([close(), close()]);
  });
});

describe("pages", () => {
  /** A live view alone, whose pages join by any request. */
  async function liveServer(): Promise<{
    live: Live;
    join: () => Promise<http.IncomingMessage>;
    close: () => void;
  }> {
    const live = createLive({ isSignedIn: () => true, heartbeatMs: 60_000 });
    const server = http.createServer((_request, response) => {
      try {
        live.join(response, "me", nothing);
      } catch {
        response.writeHead(503).end();
      }
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    return {
      live,
      join: () =>
        new Promise((resolve, reject) => {
          http.get({ host: "127.0.0.1", port, agent: false }, resolve).on("error", reject);
        }),
      close() {
        live.close();
        server.closeAllConnections();
        server.close();
      },
    };
  }

  it("that don't read are dropped, and hold up nobody", async () => {
    const { live, join, close } = await liveServer();
    const [reader, sleeper] = [await join(), await join()];
    let readBytes = 0;
    reader.on("data", (chunk: Buffer) => {
      readBytes += chunk.length;
    });
    sleeper.pause();
    sleeper.on("error", () => {});
    const text = "x".repeat(64 * 1024);
    let sent = 0;
    // What the system's buffers take before ours grows is its own affair; the bound only ends a test that hangs.
    while (live.count() === 2 && sent < 2_000) {
      sent += 1;
      live.tell({ change: "virtualGone", id: text });
      await expect.poll(() => readBytes, { interval: 1 }).toBeGreaterThan(sent * text.length);
    }
    expect(live.count()).toBe(1);
    live.tell({ change: "virtualGone", id: "last" });
    await expect.poll(() => readBytes).toBeGreaterThan(sent * text.length);
    close();
  });

  it("are so many at most", async () => {
    const { live, join, close } = await liveServer();
    const pages = await Promise.all(Array.from({ length: 64 }, join));
    expect(pages.every(({ statusCode }) => statusCode === 200)).toBe(true);
    expect((await join()).statusCode).toBe(503);
    for (const page of pages.slice(0, 3)) page.destroy();
    await expect.poll(() => live.count()).toBe(61);
    expect((await join()).statusCode).toBe(200);
    close();
  });
});

describe("messages", () => {
  const clocks = { utcMs: () => 0, nowMs: () => 0 };
  const event = (message: unknown) =>
    ({ event: "message", direction: "in", transport: "mqtt", deviceId: "a", message }) as const;

  it("are kept up to a number, and a large one only as its size", () => {
    const messages = createSessionMessages(clocks);
    for (let at = 0; at < 501; at++) messages.see(event({ type: "listen", at }));
    expect(messages.all()).toHaveLength(500);
    expect(messages.all()[0]?.message).toMatchObject({ at: 1 });
    const large = messages.see(event({ type: "mcp", payload: "y".repeat(5_000) }));
    expect(large?.message).toEqual({ type: "mcp", tooLongToShow: "5027 characters" });
  });

  it("tell a wait once, from the last word of the device to the first of the answer", () => {
    let nowMs = 0;
    const messages = createSessionMessages({ utcMs: () => 0, nowMs: () => nowMs });
    const out = (type: string) => messages.see({ ...event({ type }), direction: "out" })?.latencyMs;
    messages.see(event({ type: "listen", state: "start" }));
    nowMs = 3_000;
    messages.see(event({ type: "listen", state: "stop" }));
    nowMs = 3_250.4;
    expect([out("mcp"), out("stt"), out("llm")]).toEqual([undefined, 250, undefined]);
    messages.see(event({ type: "listen", state: "start" }));
    messages.see({
      event: "session-closed",
      transport: "mqtt",
      deviceId: "a",
      sessionId: "s",
      reason: "lost",
    });
    expect(out("tts")).toBeUndefined();
  });
});

describe("asking the cloud anew", () => {
  it("goes on one at a time, and whoever asked waits for a reading that began later", async () => {
    const readings: { done: () => void; fail: () => void }[] = [];
    const refresh = refresher(
      () =>
        new Promise((done, reject) => {
          readings.push({ done, fail: () => reject(new Error("down")) });
        }),
    );
    const log: string[] = [];
    void refresh().then(() => log.push("first"));
    void refresh().then(() => log.push("second"));
    void refresh().then(() => log.push("third"));
    expect(readings).toHaveLength(1);
    readings[0]?.fail();
    await expect.poll(() => readings.length).toBe(2);
    expect(log).toEqual(["first"]);
    readings[1]?.done();
    await expect.poll(() => log).toEqual(["first", "second", "third"]);
    expect(readings).toHaveLength(2);
  });
});
