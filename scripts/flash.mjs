/** `npm run flash -- --board NAME [--debug] [--authority FILE] [key=value …]`: builds the firmware for a board and writes it there over USB. */
import { installed } from "./install.mjs";
import { boardNames, buildBoard, findIdf } from "./moddable/idf.mjs";
import { argumentsOf, builtNow, checkTypes, findSdk, giveUp, root, settingsOf } from "./moddable/sdk.mjs";

const { values, positionals } = argumentsOf({
  options: {
    board: { type: "string" },
    debug: { type: "boolean", default: false },
    authority: { type: "string" },
  },
  allowPositionals: true,
});
const { board, debug, authority } = values;
if (board === undefined || !boardNames().includes(board))
  giveUp(`Say which board with --board: ${boardNames().join(", ")}.`);
const sdk = findSdk();
findIdf();
await installed({ development: true });
checkTypes();
buildBoard(sdk, {
  board,
  out: `${root}.cache/moddable/${board}`,
  config: { ...builtNow(), ...settingsOf(positionals) },
  debug,
  // Everything, up to the board.
  target: "all",
  authority,
});
