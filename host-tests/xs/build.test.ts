import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ensureXsEngine } from "../../host/xs/build.js";
import { withBuildLock } from "../../host/xs/lock.js";
import { buildTimeoutMs } from "./engine.js";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "xs-build-"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(dir, { recursive: true, force: true });
});

test("the engine is built, names the version of XS and is not built again", {
  timeout: buildTimeoutMs,
}, async () => {
  const first = await ensureXsEngine();
  if (!first.ok) throw new Error(first.reason);
  expect(first.version).toMatch(/^\d+\.\d+\.\d+$/);
  vi.resetModules();
  const afresh = await import("../../host/xs/build.js");
  const lines: string[] = [];
  expect(await afresh.ensureXsEngine({ log: (line) => lines.push(line) })).toEqual(first);
  expect(lines).toEqual([]);
});

test("a missing compiler is one sentence that says what to install", async () => {
  vi.stubEnv("CC", path.join(dir, "no-such-compiler"));
  const result = await ensureXsEngine({ cacheDir: dir });
  expect(result).toEqual({ ok: false, reason: expect.stringMatching(/install gcc and make\.$/) });
});

test("a failed download is one sentence, leaves nothing behind and is tried again by the next call", async () => {
  const tools = path.join(dir, "tools");
  await mkdir(tools);
  for (const tool of ["gcc", "make"]) {
    await symlink(execFileSync("which", [tool], { encoding: "utf8" }).trim(), path.join(tools, tool));
  }
  vi.stubEnv("PATH", tools);
  const cacheDir = path.join(dir, "cache");
  const lines: string[] = [];
  for (const attempt of [1, 2]) {
    const result = await ensureXsEngine({ cacheDir, log: (line) => lines.push(line) });
    expect(result).toEqual({
      ok: false,
      reason: expect.stringMatching(/npm could not fetch .* try again\.$/),
    });
    expect(lines).toHaveLength(attempt);
  }
});

test("two builders take turns, and the second finds the work done", async () => {
  const lockDir = path.join(dir, "lock");
  const done: string[] = [];
  const build = (name: string) =>
    withBuildLock(
      lockDir,
      () => done.length > 0,
      async () => {
        await writeFile(path.join(dir, "build"), name);
        done.push(name);
        return name;
      },
    );
  const results = await Promise.all([build("first"), build("second")]);
  expect(done).toHaveLength(1);
  expect(results.filter((result) => result === undefined)).toHaveLength(1);
});

test("a lock left by a process that died is taken over", async () => {
  const lockDir = path.join(dir, "lock");
  await mkdir(lockDir);
  const dead = execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" });
  await writeFile(path.join(lockDir, "pid"), dead.trim());
  expect(
    await withBuildLock(
      lockDir,
      () => false,
      async () => "built",
    ),
  ).toBe("built");
});
