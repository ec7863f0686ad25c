// @ts-check
/**
 * Makes a fresh clone ready: installs what is missing, and has the XS engine built meanwhile. Plain Node: it runs before anything
 * is installed.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { withBuildLock } from "../host/xs/lock.mjs";

const installTimeoutMs = 10 * 60_000;
const path = (/** @type {string} */ relative) => fileURLToPath(new URL(`../${relative}`, import.meta.url));

const lockFile = path("package-lock.json");
const modules = path("node_modules");
const stampFile = path("node_modules/.launch-stamp");
const npmRecord = path("node_modules/.package-lock.json");

const say = (/** @type {string} */ line) => void process.stderr.write(`${line}\n`);

/** @returns {never} */
function fail(/** @type {string} */ sentence) {
  say(sentence);
  process.exit(1);
}

function lockDigest() {
  return createHash("sha256").update(readFileSync(lockFile)).digest("hex");
}

/** npm's own record says whether what only tests need was installed, too. */
const hasDevelopment = () => existsSync(npmRecord) && readFileSync(npmRecord, "utf8").includes('"dev": true');

/**
 * What is installed: all, what running needs, or nothing of this lock file. The stamp says of which lock file it is; without one (a
 * plain `npm install` was run) the times tell.
 * @returns {"all" | "running" | "nothing"}
 */
function installedPart() {
  if (!existsSync(modules)) return "nothing";
  if (existsSync(stampFile)) {
    if (readFileSync(stampFile, "utf8") !== lockDigest()) return "nothing";
  } else {
    if (!existsSync(npmRecord) || statSync(npmRecord).mtimeMs < statSync(lockFile).mtimeMs) return "nothing";
    writeFileSync(stampFile, lockDigest());
  }
  return hasDevelopment() ? "all" : "running";
}

const isEnough = (/** @type {boolean} */ development) =>
  installedPart() === "all" || (!development && installedPart() === "running");

/** @param {boolean} development */
async function install(development) {
  // A developer who starts the demo after a change of the lock file keeps the tests' packages.
  const wanted = development || hasDevelopment() ? "--include=dev" : "--omit=dev";
  // What is there stays there: it may be in use.
  const command = installedPart() === "nothing" ? ["ci"] : ["install", "--no-save"];
  const startedAtMs = performance.now();
  say(`Installing ${development ? "what the tests need" : "dependencies"}, once …`);
  rmSync(stampFile, { force: true });
  await npm([...command, wanted], path("."));
  writeFileSync(stampFile, lockDigest());
  say(`Installed in ${((performance.now() - startedAtMs) / 1000).toFixed(1)} s.`);
}

/**
 * Ends the process with one sentence if npm fails.
 * @param {readonly string[]} args
 * @param {string} cwd
 */
export async function npm(args, cwd) {
  const child = spawn("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd,
    // stdout may be read by a tool that expects JSON only.
    stdio: ["ignore", 2, 2],
    timeout: installTimeoutMs,
    shell: process.platform === "win32",
  });
  const failure = await new Promise((resolve) => {
    child.once("error", (error) => resolve(`npm could not be run (${error.message}): is it installed?`));
    child.once("close", (code) =>
      resolve(code === 0 ? undefined : "Installing dependencies failed: npm says why above."),
    );
  });
  if (failure !== undefined) fail(failure);
}

/**
 * Resolves when all dependencies are there; ends the process with one sentence if they can't be had.
 * @param {{ development?: boolean, xs?: boolean }} [what] `development`: also what tests and the makers of documents need. `xs`: the
 *   XS engine will be wanted; a process of its own builds it while npm works, and goes on after that.
 */
export async function installed({ development = false, xs = false } = {}) {
  if (isEnough(development)) return;
  mkdirSync(path(".cache"), { recursive: true });
  if (xs) spawn(process.execPath, [path("scripts/build-xs.mjs")], { stdio: ["ignore", 2, 2] }).unref();
  // Two first starts at once must not install over each other.
  await withBuildLock(
    path(".cache/install.lock"),
    () => isEnough(development),
    () => install(development),
  );
}
