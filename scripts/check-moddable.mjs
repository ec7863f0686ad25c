/**
 * `npm run check:moddable [-- --only life|boards]`: the firmware on Moddable, as far as a computer without a board can tell. Its life in
 * the simulator against the development cloud, then every board's build up to the C compiler. Ends with 2 if it can't be run here.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { installed } from "./install.mjs";
import { runEsp32Stages } from "./moddable/esp32-stages.mjs";
import { checkLife, checkSecureLife } from "./moddable/life.mjs";
import { builtNow, checkTypes, findSdk, giveUp, root, writeManifest } from "./moddable/sdk.mjs";

const { values } = parseArgs({ options: { only: { type: "string" } } });
const sdk = findSdk();
if (sdk.platform !== "lin")
  giveUp("This check runs the simulator without a window, which works on Linux only.");
await installed();
checkTypes();

const cache = `${root}.cache/moddable`;
mkdirSync(cache, { recursive: true });
/** From the start of the process to the code: a person should not have to wait longer. On a loaded computer it takes longer. */
const codeWithinMs = 5_000;
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

const host = compileHost();

/** @type {import("./moddable/life.mjs").World["build"]} */
function buildSimulator(config, parts = {}) {
  const out = `${cache}/check`;
  const manifest = writeManifest(`${out}/app`, { ...builtNow(), ...config }, parts);
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

const world = {
  folder: cache,
  say: (/** @type {string} */ line) => say(`  ${line}`),
  build: buildSimulator,
};
/** Slots have twice the size here that they have on a board, and so has what is made of them. */
const tellPeak = (/** @type {import("./moddable/life.mjs").Peak} */ { chunkBytes, slots, stackSlots }) =>
  say(
    `  most in use, garbage included: chunks ${chunkBytes} bytes, ${slots} slots, stack ${stackSlots} slots`,
  );

if (values.only !== "boards") {
  for (const transport of /** @type {const} */ (["mqtt", "websocket"])) {
    await step(`simulator: a device's life over ${transport}`, async () => {
      const { peak, codeAfterMs } = await checkLife(world, transport);
      tellPeak(peak);
      if (codeAfterMs > codeWithinMs) throw new Error(`the code took ${Math.round(codeAfterMs)} ms`);
    });
    await step(`simulator: ${transport} over TLS`, async () =>
      tellPeak((await checkSecureLife(world, transport)).peak),
    );
  }
}

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
