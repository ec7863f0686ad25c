/**
 * `npm run sim [-- --display 320x240 | --device m5stack] [--cloud xrobo|URL] [key=value …]`: builds the firmware for the SDK's simulator and
 * opens it in a window, with a line to type into what would be spoken. Without a cloud it starts a development cloud beside it.
 */
import { spawnSync } from "node:child_process";
import { connect } from "node:net";
import { installed } from "./install.mjs";
import { boardSettings, SettingsMistake } from "./moddable/board-settings.mjs";
import { startCloud } from "./moddable/cloud.mjs";
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
import { openWindow } from "./moddable/window.mjs";

/** Where the firmware looks for a cloud unless it is told: manifest.json. */
const cloudPort = 8003;
const libraryEnding = { lin: "so", mac: "so", win: "dll" };

const { values, positionals } = argumentsOf({
  options: {
    device: { type: "string" },
    display: { type: "string" },
    cloud: { type: "string" },
  },
  allowPositionals: true,
});
const sdk = findSdk();
const device = values.device ?? "m5stack";
if (!/^[a-z0-9_]+$/.test(device)) giveUp(`"${device}" is no simulator: m5stack, moddable_six, …`);
const display = displayOf(values.display ?? (values.device === undefined ? "320x240" : undefined));
await installed({ development: true });
const given = settingsOf(positionals);
const isNamed = values.cloud !== undefined || given.otaUrl !== undefined;
const settings = isNamed
  ? await boardSettings({
      cloud: values.cloud,
      settings: given,
      needsWifi: false,
      reachesItself: true,
    }).catch((error) => {
      if (error instanceof SettingsMistake) return giveUp(error.message);
      throw error;
    })
  : given;

const out = `${root}.cache/moddable/sim`;
const cloud =
  isNamed || (await isListening(cloudPort))
    ? undefined
    : await startCloud({ port: cloudPort, data: `${out}/cloud`, folder: root });
if (cloud !== undefined)
  process.stdout.write(`Development cloud: ${cloud.consoleUrl}, sign in with ${cloud.token}\n`);
process.stdout.write("Building the firmware …\n");
checkTypes();
const manifest = writeManifest(`${out}/app`, { ...builtNow(), observed: true, ...settings });
// `-t build`: the default target ends every simulator that runs on this computer.
const build = spawnSync("mcconfig", ["-d", "-m", "-t", "build", "-p", `sim/${device}`, "-o", out, manifest], {
  cwd: root,
  env: sdk.env,
  encoding: "utf8",
  maxBuffer: 1e8,
});
if (build.status !== 0) {
  process.stderr.write(`${build.stdout}${build.stderr}The build failed: see above.\n`);
  await cloud?.stop();
  process.exit(1);
}
const ending = libraryEnding[/** @type {keyof typeof libraryEnding} */ (sdk.platform)];
const code = await openWindow(
  sdk,
  {
    folder: out,
    library: `${out}/bin/${sdk.platform}/${device}/debug/app/mc.${ending}`,
    display,
    sdkDevices: `${sdk.folder}/build/simulators`,
  },
  told,
);
await cloud?.stop();
process.exit(code);

function displayOf(/** @type {string | undefined} */ text) {
  if (text === undefined) return undefined;
  const [, width, height] = /^(\d{2,4})x(\d{2,4})$/.exec(text) ?? [];
  if (width === undefined || height === undefined)
    return giveUp(`"${text}" is no display: write one such as 320x240.`);
  return { width: Number(width), height: Number(height) };
}

/** Whether somebody serves there: a development cloud that runs already. */
function isListening(/** @type {number} */ port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    const end = (/** @type {boolean} */ answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => end(true)).once("error", () => end(false));
  });
}

/** The firmware's own lines; of what happens only what a person has to act on. */
function told(/** @type {string} */ line) {
  if (!line.startsWith("xiaozhi ")) {
    process.stdout.write(`${line}\n`);
    return;
  }
  const event = JSON.parse(line.slice(8));
  if (event.event === "activation")
    process.stdout.write(`To bind it: npm run -s xiaozhi -- bind ${event.code}\n`);
}
