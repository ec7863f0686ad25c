// @ts-check
/** Bundles TypeScript once: a later start finds the result on disk, without starting the bundler. Plain JavaScript, as the launcher uses it. */
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const projectDir = fileURLToPath(new URL("../../", import.meta.url));
const ownFile = fileURLToPath(import.meta.url);
/** A process may still load parts of an older bundle while sources change and newer ones are made. */
const buildsKept = 10;

/**
 * @typedef {object} BundleOptions
 * @property {string} cacheDir Where its builds are kept; nothing else may lie there.
 * @property {import("esbuild").BuildOptions} build What esbuild is to do; `outfile` or `outdir` is relative to the build's folder.
 * @property {readonly string[]} [madeBy] Files that the bundle is made by and not of: a change there makes it anew.
 */

/**
 * The folder with the bundle's files. It is made anew if a source that went into it, the lock file or `madeBy` has changed; several
 * processes may ask at once. Rejects with esbuild's error.
 * @param {BundleOptions} options
 * @returns {Promise<string>}
 */
export async function cachedBundle({ cacheDir, build, madeBy = [] }) {
  const record = path.join(cacheDir, "latest.json");
  const known = readRecord(record);
  const also = [ownFile, path.join(projectDir, "package-lock.json"), ...madeBy];
  if (known !== undefined) {
    const folder = path.join(cacheDir, known.build);
    if (existsSync(folder) && digestOf([...also, ...known.inputs]) === known.digest) return folder;
  }
  return bundle(cacheDir, record, build, also);
}

/**
 * @param {string} cacheDir
 * @param {string} record
 * @param {import("esbuild").BuildOptions} build
 * @param {readonly string[]} also
 */
async function bundle(cacheDir, record, build, also) {
  const startedAtMs = Date.now();
  const result = await runEsbuild({
    absWorkingDir: projectDir,
    logLevel: "silent",
    ...build,
    write: false,
    metafile: true,
  });
  const inputs = Object.keys(result.metafile.inputs)
    .filter((name) => !name.includes("node_modules/"))
    .map((name) => path.join(projectDir, name));
  const digest = digestOf([...also, ...inputs]) ?? "";
  mkdirSync(cacheDir, { recursive: true });
  const name = `build-${digest}`;
  const folder = path.join(cacheDir, name);
  if (!existsSync(folder)) {
    const work = mkdtempSync(path.join(cacheDir, "new-"));
    for (const { path: place, contents } of result.outputFiles)
      writeFileSync(path.join(work, path.basename(place)), contents);
    moveInto(work, folder);
  }
  // A source that changed while it was read may not be what the digest says: then the next start bundles again.
  if (inputs.every((file) => statSync(file).mtimeMs < startedAtMs)) {
    const next = path.join(cacheDir, `latest-${process.pid}.json`);
    writeFileSync(next, JSON.stringify({ build: name, digest, inputs }));
    renameSync(next, record);
  }
  removeOld(cacheDir);
  return folder;
}

/**
 * Leaves nothing of esbuild in memory: its service would stay as long as this process.
 * @param {import("esbuild").BuildOptions & { write: false, metafile: true }} options
 */
async function runEsbuild(options) {
  const esbuild = await import("esbuild");
  // Starts no service; it can't have plugins.
  if (options.plugins === undefined) return esbuild.buildSync(options);
  try {
    return await esbuild.build(options);
  } finally {
    await esbuild.stop();
  }
}

/**
 * @param {string} work
 * @param {string} folder
 */
function moveInto(work, folder) {
  try {
    renameSync(work, folder);
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    // Somebody else was faster with the very same bundle.
    if (!existsSync(folder)) throw error;
  }
}

/** @param {string} cacheDir */
function removeOld(cacheDir) {
  const builds = readdirSync(cacheDir)
    .filter((name) => name.startsWith("build-"))
    .map((name) => path.join(cacheDir, name))
    .map((folder) => ({ folder, madeAtMs: statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((one, other) => other.madeAtMs - one.madeAtMs);
  for (const { folder } of builds.slice(buildsKept)) rmSync(folder, { recursive: true, force: true });
}

/**
 * Of the files' names and contents; undefined if one is gone.
 * @param {readonly string[]} files
 */
function digestOf(files) {
  const hash = createHash("sha256").update(process.versions.node.split(".")[0] ?? "");
  try {
    for (const file of files) hash.update(`${path.relative(projectDir, file)}\n`).update(readFileSync(file));
  } catch {
    return undefined;
  }
  return hash.digest("hex").slice(0, 16);
}

/**
 * @param {string} file
 * @returns {{ build: string, digest: string, inputs: string[] } | undefined}
 */
function readRecord(file) {
  try {
    const { build, digest, inputs } = JSON.parse(readFileSync(file, "utf8"));
    return typeof build === "string" && Array.isArray(inputs) ? { build, digest, inputs } : undefined;
  } catch {
    return undefined;
  }
}
