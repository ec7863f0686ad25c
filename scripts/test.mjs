// @ts-check
/**
 * `npm test`: everything that has to hold before a change lands, and all that it needs: packages, the XS engine, a browser. Runs all
 * steps even if one fails, and ends with one line, `N passed, M failed`, that counts the steps and every single test.
 */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { ensureXsEngine } from "../host/xs/build.mjs";
import { ensureChromium } from "./chromium.mjs";
import { installed } from "./install.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const report = `${root}.cache/vitest.json`;
const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);

/** Each step: what it proves, and a package's own command. */
const checks = [
  ["types: the core, without Node, DOM or Moddable types", "tsc", "-p", "src/core/tsconfig.json"],
  ["types: the firmware, without Node and DOM types", "tsc", "-p", "tsconfig.json"],
  ["types: desktop companion", "tsc", "-p", "host/tsconfig.json", "--noEmit"],
  ["types: the console's page", "tsc", "-p", "host/console/web/tsconfig.json", "--noEmit"],
  ["types: guest of the XS engine", "tsc", "-p", "host/device/xs/guest/tsconfig.json", "--noEmit"],
  ["types: page of the browser tests", "tsc", "-p", "host-tests/browser/paint/tsconfig.json", "--noEmit"],
  ["types: tests", "tsc", "-p", "host-tests/tsconfig.json", "--noEmit"],
  ["lint and format", "biome", "ci", "."],
  ["arrows point inward", "depcruise", "src", "host"],
];
const tests = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];

// The tools take many an environment for a terminal, a machine that builds among them; a file is to have no colours.
const env = { ...process.env };
if (!process.stdout.isTTY) {
  delete env.FORCE_COLOR;
  env.NO_COLOR = "1";
}

await prepare();
let passed = 0;
let failed = 0;
const waiting = [...checks];
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, runChecks));
say("== tests");
count("tests", (await run("vitest", tests, "inherit")).ok);
countTests();
say(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Ends the process with a sentence if something can't be had. */
async function prepare() {
  mkdirSync(`${root}.cache`, { recursive: true });
  rmSync(report, { force: true });
  // Compiled while npm works.
  const building = ensureXsEngine({ log: say });
  await installed({ development: true });
  try {
    await ensureChromium(say);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
  const engine = await building;
  if (engine.ok) return;
  say(engine.reason);
  process.exit(1);
}

/** Some at a time; what one says is printed as a whole. */
async function runChecks() {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
    const [name = "", command = "", ...args] = check;
    const startedAtMs = performance.now();
    const { ok, output } = await run(command, args, "pipe");
    say(
      `== ${name} (${((performance.now() - startedAtMs) / 1000).toFixed(1)} s)${ok ? "" : `\n${output.trimEnd()}`}`,
    );
    count(name, ok);
  }
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {"inherit" | "pipe"} output
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
function run(command, args, output) {
  return new Promise((resolve) => {
    let text = "";
    const child = spawn(process.execPath, [`${root}node_modules/.bin/${command}`, ...args], {
      cwd: root,
      env,
      stdio: ["ignore", output, output],
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (/** @type {string} */ part) => {
        text += part;
      });
    child.once("error", (error) => resolve({ ok: false, output: error.message }));
    child.once("close", (code) => resolve({ ok: code === 0, output: text }));
  });
}

/**
 * @param {string} name
 * @param {boolean} ok
 */
function count(name, ok) {
  if (ok) passed += 1;
  else {
    failed += 1;
    say(`FAILED: ${name}`);
  }
}

function countTests() {
  try {
    const counts = JSON.parse(readFileSync(report, "utf8"));
    passed += counts.numPassedTests;
    failed += counts.numFailedTests;
    if (counts.numPendingTests === 0) return;
    failed += 1;
    say(`FAILED: ${counts.numPendingTests} tests were skipped`);
  } catch {
    failed += 1;
    say("FAILED: the test runner wrote no report");
  }
}
