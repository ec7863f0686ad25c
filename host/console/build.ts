/** The console's page, built by Vite at its first use: nobody has to run a build by hand, and no build is in the repository. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { InlineConfig } from "vite";
import { withBuildLock } from "../xs/lock.mjs";

export interface BuiltConsole {
  /** Has `index.html`; every other file's name has a hash of its content in it, so it may be kept for ever. */
  readonly folder: string;
}

export interface BuildOptions {
  /** Receives what is being done, one line at a time; nothing when the page is there already. */
  readonly log?: (line: string) => void;
  /** Where builds are kept; default `.cache/console` of the project. */
  readonly cacheDir?: string;
}

/** Its message is one sentence for a person. */
export class ConsoleBuildError extends Error {
  override readonly name = "ConsoleBuildError";
}

const projectDir = fileURLToPath(new URL("../../", import.meta.url));
const webDir = fileURLToPath(new URL("./web/", import.meta.url));
/** All that the page may import: a change there makes a new build, even of a file that it doesn't use. */
const sources = [
  "package-lock.json",
  "host/console/build.ts",
  "host/console/contract.ts",
  "host/console/web",
  "host/api",
  "host/device/mac.ts",
  "host/screens",
  "src/core",
  "src/screen-layout",
];
const ready = new Map<string, Promise<BuiltConsole>>();

/** How Vite builds the page; the pictures' and tests' parts of the page are built the same way. */
export const viteConfig = {
  configFile: false,
  envFile: false,
  root: webDir,
  base: "./",
  logLevel: "silent",
  publicDir: false,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
} satisfies InlineConfig;

/**
 * Builds the page (about two seconds) when it isn't there yet. Rejects with `ConsoleBuildError`. Calls may run at the same time in
 * any number of processes: one builds, the others wait, and the build appears in one step or not at all.
 */
export function builtConsole(options: BuildOptions = {}): Promise<BuiltConsole> {
  const cacheDir = path.resolve(options.cacheDir ?? path.join(projectDir, ".cache/console"));
  const known = ready.get(cacheDir);
  if (known) return known;
  const result = ensure(cacheDir, options.log ?? (() => {})).catch((error: unknown) => {
    // Only success is worth remembering.
    ready.delete(cacheDir);
    const lines = (error instanceof Error ? error.message : String(error)).split("\n");
    // Vite's first line only counts the errors.
    const cause = lines
      .filter((line) => line.trim() !== "")
      .slice(0, 2)
      .join(" ");
    throw new ConsoleBuildError(`The console's page could not be built: ${cause}`, { cause: error });
  });
  ready.set(cacheDir, result);
  return result;
}

async function ensure(cacheDir: string, log: (line: string) => void): Promise<BuiltConsole> {
  const folder = path.join(cacheDir, `build-${await sourcesKey()}`);
  if (existsSync(folder)) return { folder };
  await mkdir(cacheDir, { recursive: true });
  await withBuildLock(
    `${folder}.lock`,
    () => existsSync(folder),
    () => buildInto(folder, log),
  );
  return { folder };
}

async function buildInto(folder: string, log: (line: string) => void): Promise<void> {
  const startedMs = performance.now();
  log("building the console's page");
  const { build } = await import("vite");
  const workDir = await mkdtemp(`${folder}.`);
  try {
    await build({
      ...viteConfig,
      build: {
        outDir: workDir,
        emptyOutDir: true,
        // The page's content security policy takes fonts and scripts from its own files only.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        reportCompressedSize: false,
      },
    });
    await rename(workDir, folder).catch((error: unknown) => {
      // Somebody else was faster with the very same build.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
  // Vite's helper would stay in memory as long as this process.
  await (await import("esbuild")).stop();
  log(`built the console's page in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
}

/** A digest of everything that the page is made of. */
async function sourcesKey(): Promise<string> {
  const hash = createHash("sha256");
  for (const source of sources)
    for (const file of await filesAt(path.join(projectDir, source)))
      hash.update(`${path.relative(projectDir, file)}\n`).update(await readFile(file));
  return hash.digest("hex").slice(0, 16);
}

/** The file itself, or all files of the folder in a steady order. */
async function filesAt(place: string): Promise<string[]> {
  if ((await stat(place)).isFile()) return [place];
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
