/**
 * `npm run build:image -- --board NAME [--version X.Y.Z] [--authority FILE] [--creation CHUNK,SLOTS,STACK] [--out DIR] --cloud xrobo|URL [key=value …]`: builds the firmware for a board
 * with ESP-IDF, and one file that is all of its flash: what a factory writes, or an emulator starts.
 */
import { readFileSync } from "node:fs";
import { installed } from "./install.mjs";
import { boardSettings, SettingsMistake } from "./moddable/board-settings.mjs";
import { writeFlashImage } from "./moddable/flash-image.mjs";
import { boardNames, buildBoard, findIdf } from "./moddable/idf.mjs";
import { argumentsOf, builtNow, checkTypes, findSdk, giveUp, root, settingsOf } from "./moddable/sdk.mjs";

const { values, positionals } = argumentsOf({
  options: {
    board: { type: "string" },
    version: { type: "string" },
    authority: { type: "string" },
    out: { type: "string" },
    creation: { type: "string" },
    cloud: { type: "string" },
  },
  allowPositionals: true,
});
const { board, version, authority, creation, cloud } = values;
if (board === undefined || !boardNames().includes(board))
  giveUp(`Say which board with --board: ${boardNames().join(", ")}.`);
if (version !== undefined && !/^[0-9]{1,9}(\.[0-9]{1,9}){1,2}$/.test(version))
  giveUp(`"${version}" is no version: write one such as 1.2.3.`);
const sdk = findSdk();
findIdf();
// A board that leaves the factory gets its Wi-Fi later.
const settings = await boardSettings({ cloud, settings: settingsOf(positionals), needsWifi: false }).catch(
  (error) => {
    if (error instanceof SettingsMistake) return giveUp(error.message);
    throw error;
  },
);
await installed({ development: true });
checkTypes();

const out = values.out ?? `${root}.cache/moddable/images/${board}`;
const config = { ...builtNow(), ...settings };
const built = buildBoard(sdk, { board, out, config, version, authority, creation });
const image = writeFlashImage({ board, binaries: built.binaries, file: `${out}/flash.bin` });
const { version: own } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
const { binaries, elf } = built;
const { file: flash, appBytes, slotBytes } = image;
const app = `${binaries}/xs_esp32.bin`;
process.stdout.write(
  `${JSON.stringify({ board, version: version ?? own, flash, app, elf, appBytes, slotBytes })}\n`,
);
