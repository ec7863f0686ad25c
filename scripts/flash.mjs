/** `npm run flash -- --board NAME [--debug] [key=value …]`: builds the firmware for a board and writes it there over USB. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { builtNow, checkTypes, findSdk, giveUp, root, settingsOf, writeManifest } from "./moddable/sdk.mjs";

const { values, positionals } = parseArgs({
  options: { board: { type: "string" }, debug: { type: "boolean", default: false } },
  allowPositionals: true,
});
const boards = readdirSync(`${root}boards`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
if (values.board === undefined || !boards.includes(values.board))
  giveUp(`Say which board with --board: ${boards.join(", ")}.`);
const sdk = findSdk();
const idf = process.env.IDF_PATH;
if (!idf || !existsSync(`${idf}/export.sh`))
  giveUp(
    "ESP-IDF 6.0 is needed: install it, run its export.sh in this shell, and start again (docs/moddable.md).",
  );

checkTypes();
const out = `${root}.cache/moddable/${values.board}`;
const manifest = writeManifest(`${out}/app`, { ...builtNow(), ...settingsOf(positionals) });
const { status } = spawnSync(
  "mcconfig",
  [...(values.debug ? ["-d"] : []), "-m", "-p", `esp32:./boards/${values.board}`, "-o", out, manifest],
  { cwd: root, env: sdk.env, stdio: "inherit" },
);
process.exit(status === 0 ? 0 : 1);
