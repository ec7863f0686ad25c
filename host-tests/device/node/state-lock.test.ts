import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startVirtualDevice } from "../../../host/device/device.js";
import { takeStateDir } from "../../../host/device/node/state-lock.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "state-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The id of a process that has ended. */
const endedPid = () => spawnSync(process.execPath, ["-e", ""]).pid;
const leave = (text: string) => writeFileSync(join(folder, "in-use.lock"), text);
const start = (stateDir = folder) =>
  startVirtualDevice({
    engine: "node",
    otaUrl: "http://127.0.0.1:1/",
    language: "en",
    transport: "auto",
    stateDir,
  });

describe("a state directory", () => {
  it("is for one device at a time; the second is told who has it", async () => {
    const first = await start();
    await expect(start()).rejects.toThrow(
      `${folder} is in use by another virtual device (process ${process.pid}): give another --state-dir`,
    );
    await first.close();
    const second = await start();
    await second.close();
    await second.close();
    expect(readdirSync(folder)).not.toContain("in-use.lock");
  });

  it("that is a file is refused in a sentence", async () => {
    const file = join(folder, "notes.txt");
    writeFileSync(file, "");
    await expect(start(file)).rejects.toThrow(`${file} is no folder: give another --state-dir.`);
  });

  it("is made if it is not there", () => {
    const free = takeStateDir(join(folder, "new"));
    expect(readdirSync(folder)).toEqual(["new"]);
    free();
  });

  it.each([
    ["a process that has ended", () => `${endedPid()} 1\n`],
    ["one whose id another process has been given", () => `${process.pid} 1\n`],
    ["one that was killed while it wrote", () => ""],
  ])("that %s has left is taken over", (_name, text) => {
    leave(text());
    const free = takeStateDir(folder);
    expect(() => takeStateDir(folder)).toThrow("in use");
    free();
  });

  it("given back twice takes nothing from the next", () => {
    const free = takeStateDir(folder);
    free();
    takeStateDir(folder);
    free();
    expect(() => takeStateDir(folder)).toThrow("in use");
  });
});
