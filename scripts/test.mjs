/**
 * `npm test`: everything that has to hold before a change lands. Runs all steps even if one fails, and ends with one line,
 * `N passed, M failed`, that counts the steps and every single test.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { installed } from "./install.mjs";

await installed();

const root = fileURLToPath(new URL("..", import.meta.url));
const report = `${root}.cache/vitest.json`;
mkdirSync(`${root}.cache`, { recursive: true });
rmSync(report, { force: true });

/** Each step: what it proves, and a package's own command. */
const steps = [
  ["types: the core, without Node, DOM or Moddable types", "tsc", "-p", "src/core/tsconfig.json"],
  ["types: the firmware, without Node and DOM types", "tsc", "-p", "tsconfig.json"],
  ["types: desktop companion", "tsc", "-p", "host/tsconfig.json", "--noEmit"],
  ["types: the console's page", "tsc", "-p", "host/console/web/tsconfig.json", "--noEmit"],
  ["types: guest of the XS engine", "tsc", "-p", "host/device/xs/guest/tsconfig.json", "--noEmit"],
  ["types: page of the browser tests", "tsc", "-p", "host-tests/browser/paint/tsconfig.json", "--noEmit"],
  ["types: tests", "tsc", "-p", "host-tests/tsconfig.json", "--noEmit"],
  ["lint and format", "biome", "ci", "."],
  ["arrows point inward", "depcruise", "src", "host"],
  ["tests", "vitest", "run", "--reporter=dot", "--reporter=json", `--outputFile.json=${report}`],
];

let passed = 0;
let failed = 0;
for (const [name, command, ...args] of steps) {
  process.stdout.write(`\n== ${name}\n`);
  const { status, error } = spawnSync(process.execPath, [`${root}node_modules/.bin/${command}`, ...args], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (error) process.stdout.write(`${error.message}\n`);
  if (status === 0) passed += 1;
  else {
    failed += 1;
    process.stdout.write(`FAILED: ${name}\n`);
  }
}

try {
  const counts = JSON.parse(readFileSync(report, "utf8"));
  passed += counts.numPassedTests;
  failed += counts.numFailedTests;
  if (counts.numPendingTests > 0) {
    failed += 1;
    process.stdout.write(`FAILED: ${counts.numPendingTests} tests were skipped\n`);
  }
} catch {
  failed += 1;
  process.stdout.write("FAILED: the test runner wrote no report\n");
}

process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
