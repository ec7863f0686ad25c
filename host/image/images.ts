/** The images that the stories need, built by `npm run build:image`. */
import { spawnSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

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
