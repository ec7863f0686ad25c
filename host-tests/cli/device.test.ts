import { readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { builtConsole } from "../../host/console/build.js";
import { closedPort } from "../contracts/http.js";
import { captured } from "./captured.js";

// Building the page is told on stderr, which these tests look at.
beforeAll(() => builtConsole());

describe("cloud and device", () => {
  it("play the whole demo: code, bind without flags, online, an answer, the end", async () => {
    const cloud = captured();
    const cloudEnded = cloud.run("cloud", "--json", "--answer-pace", "instant");
    const listening = await cloud.event(({ event }) => event === "listening");
    expect(cloud.events()[0]).toEqual(listening);
    expect(Object.keys(listening)).toEqual(["event", "ota", "api", "console", "mqtt", "token", "agent"]);
    const folder = join(cloud.cwd, ".xiaozhi", "clouds");
    const [file = ""] = readdirSync(folder).map((name) => join(folder, name));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
      pid: process.pid,
      agent: listening.agent,
    });

    const device = captured();
    const args = [
      "--ota-url",
      String(listening.ota),
      "--engine",
      "node",
      "--json",
      "--mac",
      "02:00:00:00:00:09",
    ];
    const deviceEnded = device.run("device", ...args, "--until", "online", "--say", "hello");
    const { code } = await device.event(({ event }) => event === "activation");
    const bind = captured({}, cloud.cwd);
    expect(await bind.run("bind", String(code))).toBe(0);
    expect(await deviceEnded).toBe(0);

    const events = device.events();
    expect(events[0]).toMatchObject({ event: "engine", name: "node" });
    expect(events.filter(({ event }) => event === "state").map(({ state }) => state)).toEqual([
      "starting",
      "joining",
      "checking",
      "activating",
      "connecting",
      "online",
    ]);
    expect(events).toContainEqual(expect.objectContaining({ event: "online", session: expect.any(String) }));
    expect(events).toContainEqual(
      expect.objectContaining({
        event: "message",
        direction: "out",
        message: expect.objectContaining({ text: "hello" }),
      }),
    );
    expect(events.filter(({ event }) => event === "message").at(-1)).toMatchObject({
      event: "message",
      message: { type: "tts", state: "stop" },
    });

    const list = captured({}, cloud.cwd);
    await list.run("devices");
    expect(list.stdout()).toMatch(/02:00:00:00:00:09 .*virtual/);
    cloud.stop();
    expect(await cloudEnded).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
    expect(cloud.stderr() + device.stderr()).toBe("");
  });
});

describe("device", () => {
  const base = ["--engine", "node", "--json"];

  it("ends with 1 at the timeout and says what it was waiting for", async () => {
    const device = captured();
    const url = `http://127.0.0.1:${await closedPort()}/`;
    expect(
      await device.run("device", "--ota-url", url, ...base, "--until", "online", "--timeout", "0.2"),
    ).toBe(1);
    expect(device.stderr()).toMatch(
      /^Timeout after 0\.2 s: waited for the state online, the device is (starting|joining|checking|waiting)\.\n$/,
    );
  });

  it("without a goal: a timeout is a failure if no cloud answered by then, and says so", async () => {
    const device = captured();
    const url = `http://127.0.0.1:${await closedPort()}/`;
    expect(await device.run("device", "--ota-url", url, ...base, "--timeout", "0.2")).toBe(1);
    expect(device.stderr()).toMatch(
      /^Timeout after 0\.2 s: waited for a code or a session from the cloud, the device is \w+\.\n$/,
    );
  });

  it.each(["node", "xs"])("until activating: the code is told before it ends, in %s", async (engine) => {
    const cloud = captured();
    const cloudEnded = cloud.run("cloud", "--json");
    const { ota } = await cloud.event(({ event }) => event === "listening");
    const device = captured();
    const args = ["--ota-url", String(ota), "--engine", engine, "--json", "--until", "activating"];
    expect(await device.run("device", ...args)).toBe(0);
    expect(device.events()).toContainEqual(
      expect.objectContaining({ event: "activation", code: expect.stringMatching(/^\d+$/) }),
    );
    expect(
      device
        .events()
        .filter(({ event }) => event === "screen")
        .at(-1),
    ).toMatchObject({
      code: expect.any(String),
    });
    cloud.stop();
    expect(await cloudEnded).toBe(0);
  });

  it("ends with 0 as soon as the state is there", async () => {
    const device = captured();
    const url = `http://127.0.0.1:${await closedPort()}/`;
    expect(await device.run("device", "--ota-url", url, ...base, "--until", "waiting")).toBe(0);
    expect(device.events()).toContainEqual({ event: "state", state: "waiting" });
  });

  it("ends cleanly when it is stopped: 0 without a goal, 1 before its goal", async () => {
    const silent = createServer(() => {});
    await new Promise<void>((listening) => silent.listen(0, "127.0.0.1", listening));
    const { port } = silent.address() as { port: number };
    for (const [goal, exitCode] of [
      [[], 0],
      [["--until", "online"], 1],
    ] as const) {
      const device = captured();
      const ended = device.run("device", "--ota-url", `http://127.0.0.1:${port}/`, ...base, ...goal);
      await device.event(({ state }) => state === "checking");
      device.stop();
      expect(await ended).toBe(exitCode);
    }
    silent.closeAllConnections();
    silent.close();
  });

  it("draws its screen for people, and keeps its address in the state directory", async () => {
    const url = `http://127.0.0.1:${await closedPort()}/`;
    const device = captured();
    const args = [
      "device",
      "--ota-url",
      url,
      "--engine",
      "node",
      "--state-dir",
      "state",
      "--until",
      "waiting",
    ];
    expect(await device.run(...args)).toBe(0);
    expect(device.stdout()).toContain("┌");
    const mac = readFileSync(join(device.cwd, "state", "mac"), "utf8");
    await captured({}, device.cwd).run(...args);
    expect(readFileSync(join(device.cwd, "state", "mac"), "utf8")).toBe(mac);
  });
});

describe("start", () => {
  it("shows the exact command to bind the code, and obeys what is typed", async () => {
    const start = captured();
    const ended = start.run("start", "--engine", "node", "--language", "en");
    const command = await waitFor(() => /npm run -s xiaozhi -- bind (\d+)/.exec(start.stdout()));
    expect(start.stdout()).toMatch(/Console: http:\/\/127\.0\.0\.1:\d+/);
    start.type("/help");
    start.type("/nonsense");
    expect(start.stdout()).toContain("There is no /nonsense");
    expect(await captured({}, start.cwd).run("bind", command[1] ?? "")).toBe(0);
    // Asks the cloud at once instead of at the next poll.
    start.type("/button");
    await waitFor(() => start.stdout().includes("Ready"));
    start.type("good morning");
    await waitFor(() => start.stdout().includes("You said: good morning"));
    start.type("/unbind");
    await waitFor(() => start.stdout().includes("Unbound in the cloud"));
    start.type("/quit");
    expect(await ended).toBe(0);
    expect(readdirSync(join(start.cwd, ".xiaozhi", "clouds"))).toEqual([]);
  });
});

async function waitFor<Value>(look: () => Value): Promise<NonNullable<Value>> {
  for (;;) {
    const found = look();
    if (found) return found as NonNullable<Value>;
    await new Promise((next) => setTimeout(next, 5));
  }
}
