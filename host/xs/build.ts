import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { firstLine, type RunResult, run } from "./command.js";
import { withBuildLock } from "./lock.js";
import { fetchXsSources, xsPackageVersion, xsVersion } from "./sources.js";

export type XsEngineResult =
  /** `path` is the worker to give to `XsMachine.start`; `version` is that of XS, such as "13.3.0". */
  | { readonly ok: true; readonly path: string; readonly version: string }
  /** `reason` is one sentence for a person: what is missing and what to do. */
  | { readonly ok: false; readonly reason: string };

export interface XsEngineOptions {
  /** Receives what is being done, one line at a time; nothing when the engine is ready already. */
  readonly log?: (line: string) => void;
  /** Where sources and builds are kept; default `.cache/xs` of the project. */
  readonly cacheDir?: string;
}

const nativeDir = fileURLToPath(new URL("./native/", import.meta.url));
const defaultCacheDir = fileURLToPath(new URL("../../.cache/xs/", import.meta.url));
const buildTimeoutMs = 300_000;
const ready = new Map<string, Promise<XsEngineResult>>();

/**
 * Makes sure that the XS engine is there, building it once (about ten seconds) when it is not. Never rejects.
 * Calls may run at the same time in any number of processes: the build appears in one step or not at all.
 */
export function ensureXsEngine(options: XsEngineOptions = {}): Promise<XsEngineResult> {
  const cacheDir = path.resolve(options.cacheDir ?? defaultCacheDir);
  const known = ready.get(cacheDir);
  if (known) return known;
  const result = ensure(cacheDir, options.log ?? (() => {})).catch((error: unknown) => {
    const cause = error instanceof Error ? error.message : String(error);
    return { ok: false as const, reason: `The XS engine could not be built: ${cause}` };
  });
  ready.set(cacheDir, result);
  // Only success is worth remembering: a compiler may be installed, a network come back.
  void result.then((outcome) => {
    if (!outcome.ok) ready.delete(cacheDir);
  });
  return result;
}

async function ensure(cacheDir: string, log: (line: string) => void): Promise<XsEngineResult> {
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
      () => buildInto(buildDir, cacheDir, compiler, log),
    );
    if (failure !== undefined) return { ok: false, reason: failure };
  }
  return { ok: true, path: path.join(buildDir, "xs-device"), version: xsVersion };
}

/** Everything that the worker is made of; anything else may change without a new build. */
async function buildKey(compilerVersion: string): Promise<string> {
  const hash = createHash("sha256").update(
    `${xsPackageVersion}\n${compilerVersion}\n${os.platform()} ${os.arch()}\n`,
  );
  for (const file of (await readdir(nativeDir)).sort()) {
    hash.update(`${file}\n`).update(await readFile(path.join(nativeDir, file)));
  }
  return hash.digest("hex").slice(0, 16);
}

/** Returns why it failed, in one sentence, or undefined. */
async function buildInto(
  buildDir: string,
  cacheDir: string,
  compiler: string,
  log: (line: string) => void,
): Promise<string | undefined> {
  const sources = await fetchXsSources(cacheDir, log);
  if (!sources.ok) return sources.reason;
  const startedMs = performance.now();
  log("building the XS engine");
  const workDir = await mkdtemp(`${buildDir}.`);
  const objectsDir = path.join(workDir, "objects");
  try {
    await mkdir(objectsDir, { recursive: true });
    const version = await readXsVersion(sources.dir);
    if (version !== xsVersion)
      return `The XS engine could not be built: its sources are ${version}, not ${xsVersion}.`;
    const args = ["-s", "-f", path.join(nativeDir, "xs-device.mk"), `-j${os.availableParallelism()}`];
    const settings = [`CC=${compiler}`, `PACKAGE=${sources.dir}`, `NATIVE=${nativeDir}`, `OUT=${objectsDir}`];
    const made = await run("make", [...args, ...settings], { timeoutMs: buildTimeoutMs });
    if (!made.ok) return `The XS engine did not compile: ${firstError(made)}`;
    await rename(path.join(objectsDir, "xs-device"), path.join(workDir, "xs-device"));
    await rm(objectsDir, { recursive: true });
    await publish(workDir, buildDir);
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
  log(`built the XS engine in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  return undefined;
}

async function publish(workDir: string, buildDir: string): Promise<void> {
  try {
    await rename(workDir, buildDir);
  } catch (error) {
    // Somebody else was faster with the very same build.
    if (!existsSync(buildDir)) throw error;
  }
}

async function readXsVersion(packageDir: string): Promise<string> {
  const header = await readFile(path.join(packageDir, "moddable/xs/sources/xsCommon.h"), "utf8");
  const parts = ["MAJOR", "MINOR", "PATCH"].map((part) => {
    const match = new RegExp(`#define XS_${part}_VERSION (\\d+)`).exec(header);
    if (!match?.[1]) throw new Error(`its sources name no XS_${part}_VERSION`);
    return match[1];
  });
  return parts.join(".");
}

function firstError(result: RunResult): string {
  const lines = `${result.stderr}\n${result.stdout}`.split("\n");
  return lines.find((line) => /error/i.test(line))?.trim() ?? result.problem;
}
