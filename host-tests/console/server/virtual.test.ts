import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import {
  type Change,
  maxEvents,
  maxVirtual,
  type TimedEvent,
  type VirtualDevice,
} from "../../../host/console/contract.js";
import { ShownDevice } from "../../../host/console/server/virtual/device.js";
import { createVirtualRegistry } from "../../../host/console/server/virtual/registry.js";
import type { VirtualDevice as Device } from "../../../host/device/device.js";
import { type Bench, type Browser, bench, type Watched } from "./harness.js";

const options = { display: "128x64", language: "en", transport: "auto", engine: "node" } as const;

async function started(made: Bench): Promise<{ mine: Browser; page: Watched; device: VirtualDevice }> {
  const mine = await made.signedIn();
  const page = await mine.watch();
  const answer = await mine.call("POST", "/virtual", { body: options });
  expect(answer.status).toBe(200);
  return { mine, page, device: answer.body };
}

/** An event of the device after the one of number `after`. */
const eventOf =
  (wanted: (event: TimedEvent["event"]) => boolean, after = 0) =>
  (change: Change) =>
    change.change === "event" && change.event.number > after && wanted(change.event.event);
const state = (name: string) => eventOf((event) => event.event === "state" && event.state === name);

describe("a virtual device", () => {
  it("is seen from its start on: events, screen, code; and by a late page as it is now", async () => {
    const made = await bench();
    const { mine, page, device } = await started(made);
    expect(device).toMatchObject({ ...options, id: "1", link: null, mac: expect.stringMatching(/^.{17}$/) });
    const came = page.changes.find(({ change }) => change === "virtual");
    expect(came).toMatchObject({ device: { id: "1", events: [] } });
    const activation = await page.next(eventOf(({ event }) => event === "activation"));
    expect(activation).toMatchObject({
      id: "1",
      event: { event: { code: made.cloud.pendingCode(device.mac) } },
    });
    await page.next(({ change }) => change === "screen");
    const [late] = (await (await mine.watch()).snapshot).virtual;
    expect(late).toMatchObject({ id: "1", state: "activating", screen: { view: "activating" } });
    expect(late?.events.map(({ number }) => number)).toEqual(late?.events.map((_, at) => at + 1));
    expect(late?.events[0]?.event).toMatchObject({ event: "engine", name: "node" });
    expect(late?.events.some(({ event }) => (event.event as string) === "screen")).toBe(false);
    expect(late?.nowMs).toBeGreaterThan(0);
  });

  it("does what the page asks: press, say, power cycle, expired tokens; and goes", async () => {
    const made = await bench();
    const { mine, page, device } = await started(made);
    const act = (body: unknown) => mine.call("POST", `/virtual/${device.id}/act`, { body });
    const activation = await page.next(eventOf(({ event }) => event === "activation"));
    const { code } = (activation as { event: { event: { code: string } } }).event.event;
    await mine.call("POST", `/agents/${made.cloud.agentId}/devices`, { body: { code } });
    // Asks at once instead of at the next poll.
    expect((await act({ act: "press" })).status).toBe(204);
    await page.next(state("online"));
    await act({ act: "say", text: "hello" });
    await page.next(
      eventOf(
        (event) => event.event === "message" && "text" in event.message && event.message.text === "hello",
      ),
    );
    await act({ act: "expireTokens" });
    await page.next((change) => change.change === "devices" && change.devices[0]?.session === undefined);
    await act({ act: "powerCycle" });
    await page.next(eventOf((event) => event.event === "restart"));
    expect((await mine.call("DELETE", `/virtual/${device.id}`)).status).toBe(204);
    await page.next((change) => change.change === "virtualGone" && change.id === device.id);
    expect(made.cloud.isBound(device.mac)).toBe(true);
    expect((await act({ act: "press" })).status).toBe(404);
    expect((await mine.call("DELETE", `/virtual/${device.id}`)).status).toBe(404);
  });

  it.each([
    ["unplugged", (event: TimedEvent["event"]) => event.event === "state" && event.state === "joining"],
    ["wrongPassword", (event: TimedEvent["event"]) => event.event === "state" && event.state === "joining"],
    ["dnsBroken", (event: TimedEvent["event"]) => event.event === "http" && event.result === "unreachable"],
    ["badCertificate", (event: TimedEvent["event"]) => event.event === "http" && event.result === "tls"],
  ] as const)(
    "whose link is %s fails like it, also after a power cycle, until it is mended",
    async (fault, sign) => {
      const made = await bench();
      const { mine, page, device } = await started(made);
      const act = (body: unknown) => mine.call("POST", `/virtual/${device.id}/act`, { body });
      await page.next(eventOf(({ event }) => event === "activation"));
      await act({ act: "link", fault });
      expect(
        await page.next((change) => change.change === "virtual" && change.device.link === fault),
      ).toBeDefined();
      await act({ act: "powerCycle" });
      const restart = await page.next(eventOf(({ event }) => event === "restart"));
      const restarted = (restart as { event: TimedEvent }).event.number;
      const failed = await page.next(eventOf(sign, restarted));
      const failedAt = (failed as { event: TimedEvent }).event.number;
      await act({ act: "link", fault: null });
      // Instead of waiting for its next try.
      if (fault !== "unplugged" && fault !== "wrongPassword") await act({ act: "press" });
      await page.next(eventOf((event) => event.event === "http" && event.result === 200, failedAt));
    },
  );

  it("reports its display; none starts after the end", async () => {
    let report: (body: string) => void = () => {};
    const reported = new Promise<string>((resolve) => {
      report = resolve;
    });
    const server = createServer((request, response) => {
      let body = "";
      request.setEncoding("utf8");
      request.on("data", (chunk: string) => {
        body += chunk;
      });
      request.on("end", () => {
        report(body);
        response.end("{}");
      });
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    const registry = createVirtualRegistry({
      otaUrl: () => `http://127.0.0.1:${port}/`,
      tell: () => {},
      cloud: { expireTokens: () => {} },
      utcMs: () => 0,
    });
    await registry.start(options);
    expect(JSON.parse(await reported)).toMatchObject({
      display: { monochrome: true, width: 128, height: 64 },
    });
    await Promise.all([registry.close(), registry.close()]);
    expect(registry.all()).toEqual([]);
    await expect(registry.start(options)).rejects.toMatchObject({ status: 503 });
    server.closeAllConnections();
    server.close();
  });

  it("is one of so many at most", async () => {
    const made = await bench();
    const mine = await made.signedIn();
    const answers = await Promise.all(
      Array.from({ length: maxVirtual + 1 }, () => mine.call("POST", "/virtual", { body: options })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(maxVirtual);
    expect(answers.find(({ status }) => status !== 200)?.body.error.kind).toBe("tooManyVirtual");
    expect(new Set(made.web.virtual.all().map(({ mac }) => mac)).size).toBe(maxVirtual);
    await mine.call("DELETE", "/virtual/3");
    expect((await mine.call("POST", "/virtual", { body: options })).body.id).toBe(`${maxVirtual + 1}`);
  });

  it("that can't start is not kept, and the page is told why", async () => {
    const made = await bench();
    const mine = await made.signedIn();
    const page = await mine.watch();
    vi.stubEnv("CC", "no-such-compiler");
    const answer = await mine.call("POST", "/virtual", { body: { ...options, engine: "xs" } });
    vi.unstubAllEnvs();
    expect([answer.status, answer.body.error.kind]).toEqual([500, "server"]);
    expect(answer.body.error.message).toContain("install gcc and make");
    expect(await page.next(({ change }) => change === "virtualGone")).toMatchObject({ id: "1" });
    expect(made.web.virtual.all()).toEqual([]);
  });

  it("whose state can't be kept doesn't start", async () => {
    const folder = mkdtempSync(join(tmpdir(), "virtual-"));
    writeFileSync(join(folder, "file"), "");
    const made = await bench();
    const failing = made.web.virtual.start(options, { stateDir: join(folder, "file", "below") });
    await expect(failing).rejects.toMatchObject({ status: 500, message: expect.stringContaining("ENOTDIR") });
    expect(made.web.virtual.all()).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});

describe("what is kept of a device", () => {
  const fakeDevice = (): { device: Device; control: string[] } => {
    const control: string[] = [];
    const device = {
      monotonicMs: () => 42,
      control: () => ({
        setNetwork: (network: string) => control.push(`network ${network}`),
        setLinkFault: (fault: string | undefined) => control.push(`link ${fault}`),
      }),
    };
    return { device: device as unknown as Device, control };
  };
  const shownDevice = (changes: Change[] = []) =>
    new ShownDevice({
      id: "1",
      mac: "02:00:00:00:00:01",
      options,
      tell: (change) => changes.push(change),
      cloud: { expireTokens: () => {} },
      utcMs: () => 0,
    });

  it("are its last events, numbered on, large messages only by their size", () => {
    const shown = shownDevice();
    for (let at = 0; at <= maxEvents; at++) shown.see({ event: "state", state: "checking" });
    const { events } = shown.view();
    expect([events.length, events[0]?.number, events.at(-1)?.number]).toEqual([maxEvents, 2, maxEvents + 1]);
    const message = { type: "mcp", payload: { text: "x".repeat(5_000) } } as never;
    shown.see({ event: "message", direction: "in", message });
    expect(shown.view().events.at(-1)?.event).toMatchObject({
      message: { type: "mcp", tooLongToShow: /\d+/ },
    });
  });

  it("nothing can be asked of it before it runs; dead it stays until somebody gives it power", () => {
    const changes: Change[] = [];
    const shown = shownDevice(changes);
    expect(() => shown.act({ act: "press" })).toThrow("still starting");
    const { device, control } = fakeDevice();
    shown.running(device);
    shown.act({ act: "link", fault: "slow" });
    shown.see({ event: "dead", reason: "out of memory" });
    expect(shown.view()).toMatchObject({ dead: "out of memory", link: "slow", nowMs: 42 });
    shown.see({ event: "restart", reason: "power", version: "1.0.0" });
    expect(shown.view()).not.toHaveProperty("dead");
    expect(control).toEqual(["link slow", "network up", "link slow", "network up"]);
    expect(changes.filter(({ change }) => change === "virtual")).toHaveLength(3);
  });
});
