/**
 * `npm run check:moddable [-- --only life|boards]`: the firmware on Moddable, as far as a computer without a board can tell. Its life in
 * the simulator against the development cloud, then every board's build up to the C compiler. Ends with 2 if it can't be run here.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { installed } from "./install.mjs";
import { runEsp32Stages } from "./moddable/esp32-stages.mjs";
import { checkLife } from "./moddable/life.mjs";
import { checkTypes, findSdk, giveUp, root, writeManifest } from "./moddable/sdk.mjs";

const { values } = parseArgs({ options: { only: { type: "string" } } });
const sdk = findSdk();
if (sdk.platform !== "lin")
  giveUp("This check runs the simulator without a window, which works on Linux only.");
await installed();
checkTypes();

const cache = `${root}.cache/moddable`;
mkdirSync(cache, { recursive: true });
let failed = 0;
const say = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);

async function step(/** @type {string} */ name, /** @type {() => unknown} */ run) {
  say(`== ${name}`);
  try {
    await run();
  } catch (error) {
    failed += 1;
    say(`FAILED: ${name}: ${error instanceof Error ? error.message : error}`);
  }
}

/** The program that runs the simulator's library. */
function compileHost() {
  const glib = spawnSync("pkg-config", ["--cflags", "--libs", "glib-2.0"], { encoding: "utf8" });
  if (glib.status !== 0) giveUp("GLib's headers are needed for the simulator: install libglib2.0-dev.");
  const host = `${cache}/runner`;
  const source = `${root}scripts/moddable/runner.c`;
  const include = `-I${sdk.folder}/build/simulators/modules`;
  const args = ["-O1", include, source, "-o", host, "-rdynamic", ...glib.stdout.trim().split(/\s+/)];
  const { status } = spawnSync("cc", [...args, "-ldl", "-lpthread"], { stdio: "inherit" });
  if (status !== 0) giveUp("The simulator's runner could not be compiled: a C compiler named cc is needed.");
  return host;
}

function buildSimulator(/** @type {Record<string, unknown>} */ config) {
  const host = compileHost();
  const out = `${cache}/check`;
  const manifest = writeManifest(`${out}/app`, config);
  const args = ["-d", "-m", "-t", "build", "-p", "sim/m5stack", "-o", out, manifest];
  const { status, stdout, stderr } = spawnSync("mcconfig", args, {
    cwd: root,
    env: sdk.env,
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  if (status !== 0) throw new Error(`the build failed:\n${`${stdout}${stderr}`.slice(-3_000)}`);
  return { host, library: `${out}/bin/lin/m5stack/debug/app/mc.so`, width: 320, height: 240 };
}

if (values.only !== "boards")
  await step("simulator: a device's life", async () => {
    const peak = await checkLife({ folder: cache, say: (line) => say(`  ${line}`), build: buildSimulator });
    say(
      `  most in use, garbage included: chunks ${peak.chunkBytes} bytes, slots ${peak.slots}, stack ${peak.stackBytes} bytes`,
    );
  });

if (values.only !== "life")
  for (const entry of readdirSync(`${root}boards`, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    await step(`board ${entry.name}`, () => {
      const result = runEsp32Stages(sdk, entry.name, `${cache}/boards/${entry.name}`);
      say(
        `  bytecode ${result.bytecodeBytes} bytes, resources ${result.resourceBytes} bytes, ${result.warnings.length} linker warnings`,
      );
    });
  }

say(failed === 0 ? "all passed" : `${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
