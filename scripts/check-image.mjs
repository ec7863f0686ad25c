/**
 * `npm run check:image`: builds the emulated board, boots it in QEMU and plays its life against the development cloud. A check by hand,
 * for machines that have ESP-IDF and Espressif's QEMU; ends with 2 where something is missing.
 */
import { spawnSync } from "node:child_process";
import { installed } from "./install.mjs";
import { findIdf } from "./moddable/idf.mjs";
import { findSdk, giveUp, root } from "./moddable/sdk.mjs";
import { takeTurn } from "./moddable/turn.mjs";

findSdk();
findIdf();
const machines = spawnSync("qemu-system-xtensa", ["-machine", "help"], { encoding: "utf8" });
if (machines.status !== 0)
  giveUp("Espressif's QEMU is needed: qemu-system-xtensa is not on the path (docs/image.md).");
if (!/^esp32s3\s/m.test(machines.stdout))
  giveUp("This qemu-system-xtensa has no machine esp32s3: it has to be Espressif's (docs/image.md).");
await installed({ development: true });
takeTurn(`${root}.cache/moddable`);
const { status } = spawnSync(
  process.execPath,
  [`${root}node_modules/tsx/dist/cli.mjs`, `${root}host/image/main.ts`, ...process.argv.slice(2)],
  { cwd: root, stdio: "inherit" },
);
process.exit(status ?? 1);
