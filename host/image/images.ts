/** The images that the stories need, built by `npm run build:image`. */
import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { partitionsOf } from "../../scripts/moddable/flash-image.mjs";
import { poolsOf, withPools } from "./pools.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

export const board = "esp32s3-qemu";

export interface Image {
  /** All of the board's flash. */
  readonly flash: string;
  /** What an update downloads. */
  readonly app: string;
  readonly elf: string;
  readonly appBytes: number;
  readonly slotBytes: number;
  readonly version: string;
}

export interface ImageOptions {
  /** The folder of the build: one for all keeps the next build short. */
  readonly out: string;
  /** Where the image is kept, since the next build writes over it. */
  readonly folder: string;
  readonly version?: string;
  /** PEM file of a certificate authority of its own. */
  readonly authority?: string;
  /** Other pools than the project's, as `npm run build:image` takes them. */
  readonly creation?: string | undefined;
  readonly settings: Readonly<Record<string, string>>;
}

export function buildImage({ out, folder, version, authority, creation, settings }: ImageOptions): Image {
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      `${root}scripts/build-image.mjs`,
      ...["--board", board, "--out", out],
      ...(version === undefined ? [] : ["--version", version]),
      ...(creation === undefined ? [] : ["--creation", creation]),
      ...(authority === undefined ? [] : ["--authority", authority]),
      ...Object.entries(settings).map(([key, value]) => `${key}=${value}`),
    ],
    { cwd: root, stdio: ["ignore", "pipe", "inherit"], encoding: "utf8", maxBuffer: 1e8 },
  );
  if (status !== 0) throw new Error("an image could not be built");
  const built = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Image;
  const keep = (file: string, as: string): string => {
    const kept = `${folder}/${built.version}-${as}`;
    copyFileSync(file, kept);
    return kept;
  };
  keep(`${dirname(built.app)}/partition-table.bin`, "partition-table.bin");
  return {
    ...built,
    flash: keep(built.flash, "flash.bin"),
    app: keep(built.app, "app.bin"),
    elf: keep(built.elf, "app.elf"),
  };
}

/** The same image with other pools, kept in `folder`: it starts alike, and only its memory is another. */
export function repooled(image: Image, folder: string, creation: string): Image {
  const { chunk, heap, stack } = JSON.parse(readFileSync(`${root}manifest.json`, "utf8")).creation;
  const built = poolsOf([chunk.initial, heap.initial, stack].join(","));
  const app = withPools(readFileSync(image.app), built, poolsOf(creation));
  const slot = partitionsOf(board).find(({ label }) => label === "ota_0");
  if (slot === undefined) throw new Error(`the partition table of ${board} has no ota_0`);
  const flash = readFileSync(image.flash);
  flash.set(app, slot.offset);
  const kept = { app: `${folder}/${basename(image.app)}`, flash: `${folder}/${basename(image.flash)}` };
  writeFileSync(kept.app, app);
  writeFileSync(kept.flash, flash);
  const table = `${image.version}-partition-table.bin`;
  copyFileSync(`${dirname(image.app)}/${table}`, `${folder}/${table}`);
  return { ...image, ...kept };
}
