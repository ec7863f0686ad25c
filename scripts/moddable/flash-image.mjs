/** The whole flash of a board as one file, from what ESP-IDF built. */
import { readFileSync, writeFileSync } from "node:fs";
import { root } from "./sdk.mjs";

/** Where the chip's ROM and ESP-IDF look for them on an ESP32-S3. */
const bootloaderAt = 0;
const partitionTableAt = 0x8000;

/** The rows of a board's partition table, sizes and places in bytes. */
export function partitionsOf(/** @type {string} */ board) {
  return readFileSync(`${root}boards/${board}/sdkconfig/partitions.csv`, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [label = "", type = "", subtype = "", offset, size] = line.split(",").map((cell) => cell.trim());
      return { label, type, subtype, offset: Number(offset), size: Number(size) };
    });
}

function flashBytesOf(/** @type {string} */ board) {
  const settings = readFileSync(`${root}boards/${board}/sdkconfig/sdkconfig.defaults`, "utf8");
  return Number(/FLASHSIZE_(\d+)MB=y/.exec(settings)?.[1]) * 1024 * 1024;
}

/**
 * @param {{ board: string, binaries: string, file: string }} options `binaries` is the folder with what ESP-IDF built
 */
export function writeFlashImage({ board, binaries, file }) {
  const partitions = partitionsOf(board);
  const place = (/** @type {string} */ label) => {
    const row = partitions.find((partition) => partition.label === label);
    if (row === undefined) throw new Error(`the partition table of ${board} has no ${label}`);
    return row;
  };
  // Erased flash is all ones.
  const flash = Buffer.alloc(flashBytesOf(board), 0xff);
  const app = readFileSync(`${binaries}/xs_esp32.bin`);
  const slot = place("ota_0");
  if (app.length > slot.size)
    throw new Error(`the image has ${app.length} bytes, a slot of ${board} only ${slot.size}`);
  for (const [name, at] of /** @type {const} */ ([
    ["bootloader.bin", bootloaderAt],
    ["partition-table.bin", partitionTableAt],
    ["ota_data_initial.bin", place("otadata").offset],
  ]))
    readFileSync(`${binaries}/${name}`).copy(flash, at);
  app.copy(flash, slot.offset);
  writeFileSync(file, flash);
  return { file, appBytes: app.length, slotBytes: slot.size };
}
