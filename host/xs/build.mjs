// @ts-check
/** Builds the XS engine. Plain JavaScript: on the first start it runs while npm is still installing what the rest needs. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { firstLine, run } from "./command.mjs";
import { withBuildLock } from "./lock.mjs";
import { fetchXsSources, xsPackageVersion, xsVersion } from "./sources.mjs";

/**
 * `path` is the worker to give to `XsMachine.start`; `version` is that of XS, such as "13.3.0". `reason` is one sentence for a
 * person: what is missing and what to do.
 * @typedef {{ readonly ok: true, readonly path: string, readonly version: string } | { readonly ok: false, readonly reason: string }} XsEngineResult
 */

/**
 * @typedef {object} XsEngineOptions
 * @property {(line: string) => void} [log] Receives what is being done, one line at a time; nothing when the engine is ready already.
 * @property {(done: number, total: number) => void} [progress] Of the files to compile.
 * @property {string} [cacheDir] Where sources and builds are kept; default `.cache/xs` of the project.
 * @property {AbortSignal} [signal] Ends the build.
 */

const nativeDir = fileURLToPath(new URL("./native/", import.meta.url));
const defaultCacheDir = fileURLToPath(new URL("../../.cache/xs/", import.meta.url));
const buildTimeoutMs = 600_000;
/** No build takes that long: what is older was left behind by one that was killed. */
const leftOverAfterMs = 3_600_000;
const failedPrefix = "The XS engine could not be built:";
const interrupted = `${failedPrefix} it was interrupted. The next start builds it.`;
/** @type {Map<string, Promise<XsEngineResult>>} */
const ready = new Map();

/**
 * Makes sure that the XS engine is there, building it once (about 15 seconds on two cores) when it is not. Never rejects.
 * Calls may run at the same time in any number of processes: the build appears in one step or not at all.
 * @param {XsEngineOptions} [options]
 * @returns {Promise<XsEngineResult>}
 */
export function ensureXsEngine(options = {}) {
  const cacheDir = path.resolve(options.cacheDir ?? defaultCacheDir);
  const known = ready.get(cacheDir);
  if (known) return known;
  const result = ensure(cacheDir, options).catch((/** @type {unknown} */ error) => {
    const cause = error instanceof Error ? error.message : String(error);
    return { ok: /** @type {const} */ (false), reason: `${failedPrefix} ${cause}.` };
  });
  ready.set(cacheDir, result);
  // Only success is worth remembering: a compiler may be installed, a network come back.
  void result.then((outcome) => {
    if (!outcome.ok) ready.delete(cacheDir);
  });
  return result;
}

/**
 * @param {string} cacheDir
 * @param {XsEngineOptions} options
 * @returns {Promise<XsEngineResult>}
 */
async function ensure(cacheDir, options) {
  if (os.platform() !== "linux" && os.platform() !== "darwin") {
    return {
      ok: false,
      reason: "The XS engine builds on Linux and macOS only; use the node engine instead.",
    };
  }
  const compiler = process.env.CC ?? "gcc";
  const [compilerVersion, makeVersion] = await Promise.all([
    run(compiler, ["--version"], { timeoutMs: 10_000 }),
    run("make", ["--version"], { timeoutMs: 10_000 }),
  ]);
  if (!compilerVersion.ok || !makeVersion.ok) {
    const missing = compilerVersion.ok ? "make" : compiler;
    return {
      ok: false,
      reason: `The XS engine needs a C compiler, but ${missing} was not found: install gcc and make.`,
    };
  }
  const buildDir = path.join(cacheDir, `build-${await buildKey(firstLine(compilerVersion.stdout))}`);
  if (!existsSync(buildDir)) {
    await mkdir(cacheDir, { recursive: true });
    const failure = await withBuildLock(
      `${buildDir}.lock`,
      () => existsSync(buildDir),
      () => buildInto(buildDir, cacheDir, compiler, options),
      options.signal,
    );
    if (failure !== undefined) return { ok: false, reason: failure };
    if (!existsSync(buildDir)) return { ok: false, reason: interrupted };
  }
  return { ok: true, path: path.join(buildDir, "xs-device"), version: xsVersion };
}

/**
 * Everything that the worker is made of; anything else may change without a new build.
 * @param {string} compilerVersion
 */
async function buildKey(compilerVersion) {
  const hash = createHash("sha256").update(
    `${xsPackageVersion}\n${compilerVersion}\n${os.platform()} ${os.arch()}\n`,
  );
  for (const file of (await readdir(nativeDir)).sort()) {
    hash.update(`${file}\n`).update(await readFile(path.join(nativeDir, file)));
  }
  return hash.digest("hex").slice(0, 16);
}

/**
 * Returns why it failed, in one sentence, or undefined.
 * @param {string} buildDir
 * @param {string} cacheDir
 * @param {string} compiler
 * @param {XsEngineOptions} options
 * @returns {Promise<string | undefined>}
 */
async function buildInto(buildDir, cacheDir, compiler, { log = () => {}, progress, signal }) {
  await removeLeftOvers(cacheDir);
  const sources = await fetchXsSources(cacheDir, log, signal);
  if (!sources.ok) return sources.reason;
  const startedMs = performance.now();
  log("building the XS engine");
  const workDir = await mkdtemp(`${buildDir}.`);
  try {
    const version = await readXsVersion(sources.dir);
    if (version !== xsVersion) return `${failedPrefix} its sources are ${version}, not ${xsVersion}.`;
    // make can't work with blanks in a path. So it is given names without any, in its own folder.
    await mkdir(path.join(workDir, "objects"));
    await symlink(path.join(sources.dir, "moddable/xs"), path.join(workDir, "xs"));
    await symlink(nativeDir, path.join(workDir, "native"));
    const total = await countSources(workDir);
    let done = 0;
    const made = await run(
      "make",
      ["-s", "-f", "native/xs-device.mk", `-j${os.availableParallelism()}`, `CC=${compiler}`],
      {
        timeoutMs: buildTimeoutMs,
        cwd: workDir,
        ...(signal === undefined ? {} : { signal }),
        onLine: (line) => {
          if (!line.endsWith(".o")) return;
          done += 1;
          progress?.(done, total);
        },
      },
    );
    if (!made.ok) return whyNotMade(made);
    for (const part of ["objects", "xs", "native"]) await rm(path.join(workDir, part), { recursive: true });
    await publish(workDir, buildDir);
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
  log(`built the XS engine in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  return undefined;
}

/**
 * What builds that were killed have left in the cache.
 * @param {string} cacheDir
 */
async function removeLeftOvers(cacheDir) {
  for (const name of await readdir(cacheDir)) {
    if (!/^(build-\w+\.\w{6}|download-\w{6})$/.test(name)) continue;
    const place = path.join(cacheDir, name);
    const { mtimeMs } = await stat(place).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > leftOverAfterMs) await rm(place, { recursive: true, force: true });
  }
}

/** @param {string} workDir */
async function countSources(workDir) {
  const folders = await Promise.all(
    ["xs/sources", "native"].map((name) => readdir(path.join(workDir, name))),
  );
  return folders.flat().filter((name) => name.endsWith(".c")).length;
}

/**
 * @param {string} workDir
 * @param {string} buildDir
 */
async function publish(workDir, buildDir) {
  try {
    await rename(workDir, buildDir);
  } catch (error) {
    // Somebody else was faster with the very same build.
    if (!existsSync(buildDir)) throw error;
  }
}

/** @param {string} packageDir */
async function readXsVersion(packageDir) {
  const header = await readFile(path.join(packageDir, "moddable/xs/sources/xsCommon.h"), "utf8");
  const parts = ["MAJOR", "MINOR", "PATCH"].map((part) => {
    const match = new RegExp(`#define XS_${part}_VERSION (\\d+)`).exec(header);
    if (!match?.[1]) throw new Error(`its sources name no XS_${part}_VERSION`);
    return match[1];
  });
  return parts.join(".");
}

/** @param {import("./command.mjs").RunResult} made */
function whyNotMade({ stderr, stdout, problem }) {
  // make tells of an interrupt by a line, and then ends like after any failure.
  if (problem === "it was interrupted" || /\*\*\* .* (Interrupt|Terminated)/.test(stderr)) return interrupted;
  const lines = `${stderr}\n${stdout}`.split("\n");
  const cause =
    lines.find((line) => /\berror\b/i.test(line)) ?? lines.find((line) => line.includes("***")) ?? problem;
  return `${failedPrefix} ${cause.trim().replace(/\.$/, "")}.`;
}
