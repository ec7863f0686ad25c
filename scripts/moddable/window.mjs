/** The SDK's simulator in a window, with a device of this project's in it: a display, a line to type into, a button. */
import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { giveUp, root } from "./sdk.mjs";

/** Of the simulator around the display: the column with the line to type into, bars, margins. */
const controlsPx = 380;
const barsPx = 150;
/** The simulator's own name for its folder of settings. */
const settingsName = "tech.moddable.mcsim";

/**
 * @param {{ tools: string, platform: string, env: NodeJS.ProcessEnv }} sdk
 * @param {{ folder: string, library: string, display: { width: number, height: number } | undefined, sdkDevices: string }} options `display`:
 *   undefined for the looks of one of the SDK's own devices
 * @param {(line: string) => void} onLine what the firmware prints
 * @returns {Promise<number>} its exit code
 */
export function openWindow(sdk, { folder, library, display, sdkDevices }, onLine) {
  const simulator =
    sdk.platform === "mac" ? `${sdk.tools}/mcsim.app/Contents/MacOS/mcsim` : `${sdk.tools}/mcsim`;
  const devices = display === undefined ? sdkDevices : writeDevice(`${folder}/devices`, display);
  const { width, height } = display ?? { width: 480, height: 480 };
  // Into a pipe it would print half a minute late.
  const [command = "", ...before] = sdk.platform === "lin" ? ["stdbuf", "-oL", simulator] : [simulator];
  const child = spawn(command, [...before, devices, library], {
    env: {
      ...sdk.env,
      ...ownSettings(sdk.platform, `${folder}/settings`, width + controlsPx, height + barsPx),
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    // The SDK's figures of every second, and each exception that a debug build sees thrown, though it is caught.
    if (!/^instruments|: exception: throw!$/.test(line)) onLine(line);
  });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"]))
    process.once(signal, () => child.kill("SIGTERM"));
  return new Promise((resolve) => {
    child.on("error", (error) => giveUp(`The simulator could not be opened: ${error.message}`));
    child.on("exit", (code) => resolve(code ?? 0));
  });
}

function writeDevice(
  /** @type {string} */ folder,
  /** @type {{ width: number, height: number }} */ { width, height },
) {
  mkdirSync(folder, { recursive: true });
  copyFileSync(`${root}scripts/moddable/simulator-device/xiaozhi.js`, `${folder}/xiaozhi.js`);
  writeFileSync(`${folder}/display.js`, `export const width = ${width};\nexport const height = ${height};\n`);
  return folder;
}

/** On Linux the window has no size of its own the first time, and without its folder the program ends without a word. */
function ownSettings(
  /** @type {string} */ platform,
  /** @type {string} */ folder,
  /** @type {number} */ width,
  /** @type {number} */ height,
) {
  if (platform !== "lin") return {};
  mkdirSync(`${folder}/${settingsName}`, { recursive: true });
  const file = `${folder}/${settingsName}.ini`;
  if (!existsSync(file))
    writeFileSync(
      file,
      `[window]\nfullscreen=false\nmaximized=false\nx=40\ny=40\nwidth=${width}\nheight=${height}\n`,
    );
  return { XDG_CONFIG_HOME: folder };
}
