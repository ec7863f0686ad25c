/**
 * `npm run check:moddable [-- --only life|boards] [-- --board NAME]`: the firmware on Moddable, as far as a computer without a board can tell. Its life in
 * the simulator against the development cloud, with pictures in .cache/moddable/pictures, and every board's build up to the C compiler. Ends with 2 if it can't be run here.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { installed } from "./install.mjs";
import { runCommand } from "./moddable/command.mjs";
import { runEsp32Stages } from "./moddable/esp32-stages.mjs";
import { boardNames } from "./moddable/idf.mjs";
import { checkLife, checkSecureLife } from "./moddable/life.mjs";
import { argumentsOf, builtNow, checkTypes, findSdk, giveUp, root, writeManifest } from "./moddable/sdk.mjs";
import { takeTurn } from "./moddable/turn.mjs";

const { values } = argumentsOf({ options: { only: { type: "string" }, board: { type: "string" } } });
const only = values.only ?? (values.board === undefined ? undefined : "boards");
if (only !== undefined && only !== "life" && only !== "boards")
  giveUp(`--only is life or boards, not "${only}".`);
if (values.board !== undefined && only === "life")
  giveUp("--board goes with the builds of boards, not with --only life.");
if (values.board !== undefined && !boardNames().includes(values.board))
  giveUp(`There is no boards/${values.board}: ${boardNames().join(", ")}.`);
const sdk = findSdk();
if (sdk.platform !== "lin")
  giveUp("This check runs the simulator without a window, which works on Linux only.");
await installed({ development: true });
const cache = `${root}.cache/moddable`;
takeTurn(cache);
checkTypes();
const { register } = await import("tsx/esm/api");
register();
const { png } = await import("../host/fonts/png.ts");

const pictures = `${cache}/pictures`;
mkdirSync(pictures, { recursive: true });
/** From the start of the process to the code: a person should not have to wait longer. On a loaded computer it takes longer. */
const codeWithinMs = 5_000;
let failed = 0;

/**
 * Prints a step as a whole when it is over: steps run beside each other.
 * @param {string} name
 * @param {(say: (line: string) => void) => Promise<unknown>} run
 */
async function step(name, run) {
  const lines = [`== ${name}`];
  try {
    await run((line) => lines.push(`  ${line}`));
  } catch (error) {
    failed += 1;
    lines.push(`FAILED: ${name}: ${error instanceof Error ? error.message : error}`);
  }
  process.stdout.write(`${lines.join("\n")}\n`);
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

/** @type {string | undefined} */
let host;

/** @type {import("./moddable/life.mjs").World["build"]} */
async function buildSimulator(config, parts = {}) {
  host ??= compileHost();
  const out = `${cache}/check`;
  const manifest = writeManifest(`${out}/app`, { ...builtNow(), ...config }, parts);
  await runCommand(
    "mcconfig",
    ["-d", "-m", "-t", "build", "-p", "sim/m5stack", "-o", out, manifest],
    sdk.env,
  );
  return { host, library: `${out}/bin/lin/m5stack/debug/app/mc.so`, width: 320, height: 240 };
}

/** @type {import("./moddable/life.mjs").World["shoot"]} */
async function shoot(device, name, { width, height }) {
  const raw = `${pictures}/${name}.rgb`;
  await device.shoot(raw);
  writeFileSync(`${pictures}/${name}.png`, png(width, height, 3, readFileSync(raw)));
  rmSync(raw);
}

/** Slots have twice the size here that they have on a board, and so has what is made of them. */
const peakText = (/** @type {import("./moddable/life.mjs").Peak} */ { chunkBytes, slots, stackSlots }) =>
  `most in use, garbage included: chunks ${chunkBytes} bytes, ${slots} slots, stack ${stackSlots} slots`;

async function lives() {
  for (const transport of /** @type {const} */ (["mqtt", "websocket"])) {
    await step(`simulator: a device's life over ${transport}`, async (say) => {
      const world = { folder: cache, say, build: buildSimulator, shoot };
      const { peak, codeAfterMs } = await checkLife(world, transport);
      say(peakText(peak));
      if (codeAfterMs > codeWithinMs) throw new Error(`the code took ${Math.round(codeAfterMs)} ms`);
    });
    await step(`simulator: ${transport} over TLS`, async (say) => {
      const { peak } = await checkSecureLife({ folder: cache, say, build: buildSimulator, shoot }, transport);
      say(peakText(peak));
    });
  }
}

async function builds() {
  for (const board of values.board === undefined ? boardNames() : [values.board])
    await step(`board ${board}`, async (say) => {
      const result = await runEsp32Stages(sdk, board, `${cache}/boards/${board}`);
      say(
        `bytecode ${result.codeBytes} bytes, of it ours ${result.ownCodeBytes}; resources ${result.resourceBytes} bytes; ` +
          `${result.romSlots} slots in flash; ${result.warnings.length} linker warnings`,
      );
      const ours = result.warnings.filter((warning) => /: (core|moddable|platform|main)\b/.test(warning));
      if (ours.length > 0) throw new Error(`the linker warns of our own modules:\n${ours.join("\n")}`);
    });
}

// A life is mostly waiting, a build mostly computing.
await Promise.all([only !== "boards" && lives(), only !== "life" && builds()]);
process.stdout.write(failed === 0 ? "all passed\n" : `${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
