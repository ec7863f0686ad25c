/** The launcher as a process: what a person starts, from a folder with an awkward name, with outputs and signals of the system. */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { closedPort } from "../contracts/http.js";

const project = fileURLToPath(new URL("../../", import.meta.url));
const launcher = join(project, "scripts/launch.mjs");
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(name: string): string {
  const outer = mkdtempSync(join(tmpdir(), "launch-"));
  folders.push(outer);
  const folder = join(outer, name);
  mkdirSync(folder);
  return folder;
}

/**
 * A `node_modules` of its own, of links to what running needs and with the launcher's stamp: whatever npm did there, the project's own
 * stays whole.
 */
function linkModules(clone: string): void {
  const lock = readFileSync(join(clone, "package-lock.json"), "utf8");
  const own = join(clone, "node_modules");
  mkdirSync(own);
  const { packages } = JSON.parse(lock) as { packages: Record<string, { dev?: boolean }> };
  for (const [path, { dev }] of Object.entries(packages)) {
    const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1];
    const from = join(project, path);
    if (name === undefined || dev === true || !existsSync(from)) continue;
    mkdirSync(dirname(join(own, name)), { recursive: true });
    symlinkSync(from, join(own, name));
  }
  writeFileSync(join(own, ".launch-stamp"), createHash("sha256").update(lock).digest("hex"));
}

test("an old Node is refused in one sentence; the versions are those of package.json", async () => {
  const { problemOf } = (await import("../../scripts/node-version.cjs" as string)) as {
    problemOf(version: string): string;
  };
  for (const version of ["20.19.0", "20.20.2", "22.12.0", "23.0.0", "26.1.0"])
    expect(problemOf(version)).toBe("");
  for (const version of ["12.22.9", "18.20.8", "20.0.0", "20.18.3", "21.7.3", "22.11.0"])
    expect(problemOf(version)).toBe(`Node 20.19, 22.12 or newer is needed; this is ${version}.`);
  const { engines, scripts } = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
  expect(engines.node).toBe("^20.19.0 || >=22.12.0");
  for (const script of Object.values(scripts))
    expect(script).toContain("node -r ./scripts/node-version.cjs ");
});

test("a clone in a folder with blanks and other letters, with only what running needs, runs; its bundle is kept until a source changes", async () => {
  const clone = newFolder("mit Leerzeichen und 中文");
  for (const part of ["scripts", "host", "src", "package.json", "package-lock.json"])
    cpSync(join(project, part), join(clone, part), { recursive: true });
  linkModules(clone);
  const url = `http://127.0.0.1:${await closedPort()}/`;
  const args = ["device", "--ota-url", url, "--engine", "node", "--json", "--until", "waiting"];
  const run = () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(clone, "scripts/launch.mjs"), ...args],
      {
        encoding: "utf8",
        cwd: clone,
      },
    );
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain('"state":"waiting"');
    return readdirSync(join(clone, ".cache/cli")).filter((name) => name.startsWith("build-")).length;
  };
  expect(run()).toBe(1);
  expect(run()).toBe(1);
  const source = join(clone, "host/cli/goal.ts");
  writeFileSync(source, `${readFileSync(source, "utf8")}\nexport const changed = 1;\n`);
  expect(run()).toBe(2);
});

test("output that can't be written is said, and fails; a reader that goes away is no failure", () => {
  const shell = (command: string) =>
    spawnSync("bash", ["-o", "pipefail", "-c", command, process.execPath, launcher], { encoding: "utf8" });
  const full = shell('"$0" "$1" --help > /dev/full');
  expect([full.status, full.stderr]).toEqual([
    1,
    "The output could not be written: ENOSPC: no space left on device, write.\n",
  ]);
  const gone = shell('"$0" "$1" completion bash | true');
  expect([gone.status, gone.stderr]).toEqual([0, ""]);
});

test.each(["SIGHUP", "SIGTERM", "SIGINT"] as const)(
  "%s ends a cloud with 0, and its file goes",
  async (signal) => {
    const cwd = newFolder("cloud");
    const child = spawn(process.execPath, [launcher, "cloud", "--json"], {
      cwd,
      stdio: ["ignore", "pipe", "ignore"],
    });
    const ended = new Promise((resolve) => child.once("exit", (code, name) => resolve([code, name])));
    await new Promise<void>((listening) =>
      createInterface({ input: child.stdout }).once("line", () => listening()),
    );
    const files = () => readdirSync(join(cwd, ".xiaozhi/clouds"));
    expect(files()).toHaveLength(1);
    child.kill(signal);
    expect(await ended).toEqual([0, null]);
    expect(files()).toEqual([]);
  },
);
