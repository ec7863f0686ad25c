/**
 * Makes a fresh clone ready: checks Node, installs what is missing. Plain Node: it runs before anything is installed.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const nodeMin = 20;
const installTimeoutMs = 10 * 60_000;
const path = (/** @type {string} */ relative) => fileURLToPath(new URL(`../${relative}`, import.meta.url));

const lockFile = path("package-lock.json");
const modules = path("node_modules");
const stampFile = path("node_modules/.launch-stamp");
const turnFolder = path(".cache/install.lock");

function fail(/** @type {string} */ sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function lockDigest() {
  return createHash("sha256").update(readFileSync(lockFile)).digest("hex");
}

/** The stamp says which lock file was installed; without one (a plain `npm install` was run), the times tell. */
function isInstalled() {
  if (!existsSync(modules)) return false;
  if (existsSync(stampFile)) return readFileSync(stampFile, "utf8") === lockDigest();
  const record = path("node_modules/.package-lock.json");
  if (!existsSync(record) || statSync(record).mtimeMs < statSync(lockFile).mtimeMs) return false;
  writeFileSync(stampFile, lockDigest());
  return true;
}

/** Two first starts at once must not install over each other. */
async function withTurn(/** @type {() => void} */ run) {
  mkdirSync(path(".cache"), { recursive: true });
  const deadlineMs = Date.now() + installTimeoutMs;
  for (;;) {
    try {
      mkdirSync(turnFolder);
      break;
    } catch {
      const age = existsSync(turnFolder) ? Date.now() - statSync(turnFolder).mtimeMs : 0;
      if (age > installTimeoutMs) rmSync(turnFolder, { recursive: true, force: true });
      if (Date.now() > deadlineMs)
        fail(`Another install does not end: delete ${turnFolder} and start again.`);
      await new Promise((resume) => setTimeout(resume, 200));
    }
  }
  const release = () => rmSync(turnFolder, { recursive: true, force: true });
  process.once("exit", release);
  try {
    run();
  } finally {
    release();
    process.off("exit", release);
  }
}

function install() {
  if (isInstalled()) return;
  process.stderr.write("Installing dependencies, once …\n");
  // stdout may be read by a tool that expects JSON only.
  const { status, error } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: path("."),
    stdio: ["ignore", 2, 2],
    timeout: installTimeoutMs,
    shell: process.platform === "win32",
  });
  if (error !== undefined) fail(`npm could not be run (${error.message}): is it installed?`);
  if (status !== 0) fail("Installing dependencies failed: npm says why above.");
  writeFileSync(stampFile, lockDigest());
}

/** Resolves when all dependencies are there; ends the process with one sentence if they can't be had. */
export async function installed() {
  if (Number(process.versions.node.split(".")[0]) < nodeMin) {
    fail(`Node ${nodeMin} or newer is needed; this is ${process.versions.node}.`);
  }
  if (!isInstalled()) await withTurn(install);
}
