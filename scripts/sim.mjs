/** `npm run sim [-- --device m5stack] [key=value …]`: builds the firmware for the SDK's simulator and opens it in a window. */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { installed } from "./install.mjs";
import {
  argumentsOf,
  builtNow,
  checkTypes,
  findSdk,
  giveUp,
  root,
  settingsOf,
  writeManifest,
} from "./moddable/sdk.mjs";

const { values, positionals } = argumentsOf({
  options: { device: { type: "string", default: "m5stack" } },
  allowPositionals: true,
});
const sdk = findSdk();
if (!/^[a-z0-9_]+$/.test(values.device))
  giveUp(`"${values.device}" is no simulator: m5stack, moddable_six, …`);

await installed({ development: true });
checkTypes();
const out = `${root}.cache/moddable/sim`;
const manifest = writeManifest(`${out}/app`, { ...builtNow(), ...settingsOf(positionals) });
// `-t build`: the default target ends every simulator that runs on this computer.
const build = spawnSync(
  "mcconfig",
  ["-d", "-m", "-t", "build", "-p", `sim/${values.device}`, "-o", out, manifest],
  { cwd: root, env: sdk.env, stdio: "inherit" },
);
if (build.status !== 0) process.exit(1);

const library = `${out}/bin/${sdk.platform}/${values.device}/debug/app/mc.${{ lin: "so", mac: "so", win: "dll" }[sdk.platform]}`;
const simulator =
  sdk.platform === "mac" ? `${sdk.tools}/mcsim.app/Contents/MacOS/mcsim` : `${sdk.tools}/mcsim`;
// Without this folder it ends without a word.
if (sdk.platform === "lin") mkdirSync(`${homedir()}/.config/tech.moddable.mcsim`, { recursive: true });
const child = spawn(simulator, [`${sdk.folder}/build/simulators`, library], {
  env: sdk.env,
  stdio: "inherit",
});
child.on("error", (error) => giveUp(`The simulator could not be opened: ${error.message}`));
child.on("exit", (code) => process.exit(code ?? 0));
