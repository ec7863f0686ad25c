/** `firmware` and its subcommands: the images that the development cloud offers to devices. */
import { basename, resolve } from "node:path";
import { printable } from "../../device/terminal/cells.js";
import { access } from "../access.js";
import type { AccessOptions } from "../access-options.js";
import { CliError, type Io, printJson } from "../io.js";
import { printTable } from "../table.js";
import { bytesOf } from "../text-file.js";

export interface UploadOptions extends AccessOptions {
  readonly force?: boolean;
}

const imageMaxBytes = 16 * 1024 * 1024;
const digestShownChars = 12;

export async function listFirmware(options: AccessOptions, json: boolean, io: Io): Promise<number> {
  const images = await access(options, io).api.firmware();
  if (json) {
    for (const image of images) printJson(io, { event: "firmware", ...image });
    return 0;
  }
  if (images.length === 0) io.stderr.write("No image is stored: “firmware upload FILE” stores one.\n");
  else {
    const rows = images.map(({ boardType, version, sizeBytes, force, addedAt, sha256 }) => [
      boardType,
      version,
      String(sizeBytes),
      force ? "yes" : "",
      addedAt,
      sha256.slice(0, digestShownChars),
    ]);
    printTable(io, ["TYPE", "VERSION", "BYTES", "FORCED", "STORED", "SHA-256"], rows);
  }
  return 0;
}

/** Type and version that are not given are those of a file named as the cloud names it: `<type>_<version>.bin`. */
export async function uploadFirmware(
  { force = false, ...options }: UploadOptions,
  file: string,
  givenType: string | undefined,
  givenVersion: string | undefined,
  json: boolean,
  io: Io,
): Promise<number> {
  const [, namedType, namedVersion] = /^([a-z0-9][a-z0-9.-]*)_([\d.]+)\.bin$/.exec(basename(file)) ?? [];
  const boardType = givenType ?? namedType;
  const version = givenVersion ?? namedVersion;
  if (boardType === undefined || version === undefined)
    throw new CliError("Which board and version? Give both after the file, or name it TYPE_VERSION.bin.", 2);
  const path = resolve(io.cwd, file);
  const bytes = bytesOf(path, imageMaxBytes, "16 MiB, the most that is taken");
  if (bytes.length === 0) throw new CliError(`${path} is empty.`, 2);
  const image = await access(options, io).api.uploadFirmware({ boardType, version, bytes, force });
  if (json) printJson(io, { event: "firmware-uploaded", ...image });
  else io.stdout.write(`Stored ${image.boardType} ${image.version}: ${image.sizeBytes} bytes.\n`);
  return 0;
}

export async function deleteFirmware(
  options: AccessOptions,
  boardType: string,
  version: string,
  json: boolean,
  io: Io,
): Promise<number> {
  await access(options, io).api.deleteFirmware(boardType, version);
  if (json) printJson(io, { event: "firmware-deleted", boardType, version });
  else io.stdout.write(`Deleted ${printable(boardType)} ${printable(version)}.\n`);
  return 0;
}
