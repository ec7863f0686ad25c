import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ensureXsEngine } from "../../host/xs/build.mjs";
import { withBuildLock } from "../../host/xs/lock.mjs";
import { xsPackageVersion } from "../../host/xs/sources.mjs";
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
  const afresh = await import("../../host/xs/build.mjs");
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

/**
 * The build in a project of its own whose path has blanks and other letters, with a compiler that is this script. It gets `$out`, the
 * file to make.
 */
async function buildWith(script: string) {
  const project = path.join(dir, "mit Leerzeichen und 中文");
  const xs = path.join(project, "host/xs");
  await cp(fileURLToPath(new URL("../../host/xs/", import.meta.url)), xs, { recursive: true });
  const ready = await ensureXsEngine();
  if (!ready.ok) throw new Error(ready.reason);
  const cache = path.join(project, ".cache/xs");
  await mkdir(cache, { recursive: true });
  const sources = `sources-${xsPackageVersion}`;
  await symlink(path.resolve(path.dirname(ready.path), "..", sources), path.join(cache, sources));
  const compiler = path.join(dir, "compiler");
  const findOut = 'while [ $# -gt 0 ]; do [ "$1" = -o ] && out=$2; shift; done';
  await writeFile(
    compiler,
    `#!/bin/sh\n[ "$1" = --version ] && echo 1.0 && exit 0\n${findOut}\n${script}\n`,
    { mode: 0o755 },
  );
  vi.stubEnv("CC", compiler);
  const build = (await import(pathToFileURL(path.join(xs, "build.mjs")).href)) as {
    ensureXsEngine: typeof ensureXsEngine;
  };
  return { cache, sources, ensure: build.ensureXsEngine };
}

test("blanks and other letters in the path do no harm, and progress is told file by file", async () => {
  const { cache, ensure } = await buildWith('touch "$out"');
  const progress: (readonly [number, number])[] = [];
  const result = await ensure({ progress: (done, total) => progress.push([done, total]) });
  if (!result.ok) throw new Error(result.reason);
  expect(result.path).toContain("/mit Leerzeichen und 中文/.cache/xs/");
  expect(existsSync(result.path)).toBe(true);
  expect(await readdir(path.dirname(result.path))).toEqual(["xs-device"]);
  const total = progress.length;
  expect(progress.at(-1)).toEqual([total, total]);
  expect(await readdir(cache)).toHaveLength(2);
});

test.each([
  [
    "what the compiler says",
    "echo 'a.c:1:2: error: no such thing' >&2; exit 1",
    "a.c:1:2: error: no such thing.",
  ],
  ["the rule that failed, of a compiler without words", "exit 3", /^make: \*\*\* .*xs-device.*\.$/],
  // As Ctrl-C in a terminal does, which every process there gets.
  ["that it was interrupted", "kill -INT $PPID; exit 1", "it was interrupted. The next start builds it."],
])("a build that fails names %s in whole sentences, and leaves nothing behind", async (_, script, cause) => {
  const { cache, sources, ensure } = await buildWith(script);
  const result = await ensure();
  expect(result.ok).toBe(false);
  const [, told = ""] =
    /^The XS engine could not be built: (.*)$/s.exec(result.ok ? "" : result.reason) ?? [];
  if (typeof cause === "string") expect(told).toBe(cause);
  else expect(told).toMatch(cause);
  expect(await readdir(cache)).toEqual([sources]);
});

test("a build that is called off ends at once, and the next call builds", async () => {
  const pipe = path.join(dir, "compiling");
  execFileSync("mkfifo", [pipe]);
  const { cache, sources, ensure } = await buildWith(`echo now > ${pipe}; exec sleep 600`);
  const stop = new AbortController();
  const interrupted = ensure({ signal: stop.signal });
  await readFile(pipe);
  stop.abort();
  expect(await interrupted).toEqual({
    ok: false,
    reason: "The XS engine could not be built: it was interrupted. The next start builds it.",
  });
  expect(await readdir(cache)).toEqual([sources]);
  await writeFile(path.join(dir, "compiler"), '#!/bin/sh\necho 1.0; for out; do :; done; touch "$out"', {
    mode: 0o755,
  });
  expect(await ensure()).toMatchObject({ ok: true });
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
