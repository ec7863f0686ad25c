/**
 * `npm run flash -- --board NAME [--cloud xrobo|URL] [--stored-wifi] [--debug] [--authority FILE] [key=value …]`: builds the firmware for a
 * board and writes it there over USB. Asks for the cloud and the Wi-Fi that nobody named.
 */
import { installed } from "./install.mjs";
import { terminalAsker } from "./moddable/ask.mjs";
import { boardSettings, SettingsMistake } from "./moddable/board-settings.mjs";
import { boardHasWifi, boardNames, buildBoard, findIdf } from "./moddable/idf.mjs";
import { argumentsOf, builtNow, checkTypes, findSdk, giveUp, root, settingsOf } from "./moddable/sdk.mjs";

const { values, positionals } = argumentsOf({
  options: {
    board: { type: "string" },
    cloud: { type: "string" },
    "stored-wifi": { type: "boolean", default: false },
    debug: { type: "boolean", default: false },
    authority: { type: "string" },
  },
  allowPositionals: true,
});
const { board, cloud, debug, authority } = values;
if (board === undefined || !boardNames().includes(board))
  giveUp(`Say which board with --board: ${boardNames().join(", ")}.`);
const sdk = findSdk();
findIdf();
const settings = await boardSettings({
  cloud,
  storedWifi: values["stored-wifi"],
  settings: settingsOf(positionals),
  needsWifi: boardHasWifi(board),
  ask: terminalAsker(),
}).catch((error) => {
  if (error instanceof SettingsMistake) return giveUp(error.message);
  throw error;
});
await installed({ development: true });
checkTypes();
buildBoard(sdk, {
  board,
  out: `${root}.cache/moddable/${board}`,
  config: { ...builtNow(), ...settings },
  debug,
  // Everything, up to the board.
  target: "all",
  authority,
});
