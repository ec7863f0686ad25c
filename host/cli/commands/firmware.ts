/** `firmware` and its subcommands: the images that the development cloud offers to devices. */
import { basename, resolve } from "node:path";
import { type NoAppImage, noAppImage } from "../../api/app-image.js";
import {
  boardTypePattern,
  firmwareNameOf,
  imageVersionPattern,
  plainVersion,
} from "../../api/firmware-name.js";
import { printable } from "../../device/terminal/cells.js";
import { access } from "../access.js";
import type { AccessOptions } from "../access-options.js";
import { CliError, type Io, printJson } from "../io.js";
import { momentText, zoneName } from "../moment.js";
import { printTable } from "../table.js";
import { bytesOf } from "../text-file.js";
import { say } from "../wording/wording.js";

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
  if (images.length === 0)
    io.stderr.write(`${say(io, "No image is stored: “firmware upload FILE” stores one.")}\n`);
  else {
    const rows = images.map(({ boardType, version, sizeBytes, force, addedAt, sha256 }) => [
      boardType,
      version,
      String(sizeBytes),
      force ? say(io, "yes") : "",
      momentText(addedAt, io),
      sha256.slice(0, digestShownChars),
    ]);
    printTable(
      io,
      [
        say(io, "TYPE"),
        say(io, "VERSION"),
        say(io, "BYTES"),
        say(io, "FORCED"),
        say(io, "STORED ({zone})", { zone: zoneName() }),
        "SHA-256",
      ],
      rows,
    );
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
  const { boardType, version } = nameOf(file, givenType, givenVersion, io);
  const path = resolve(io.cwd, file);
  const bytes = bytesOf(path, imageMaxBytes, say(io, "16 MiB, the most that is taken"), io);
  if (bytes.length === 0) throw new CliError(say(io, "{path} is empty.", { path }), 2);
  const doubt = noAppImage(bytes);
  // Stored all the same: what a device makes of such a file can be tried here.
  if (doubt !== undefined) io.stderr.write(`${say(io, doubts[doubt], { path })}\n`);
  const image = await access(options, io).api.uploadFirmware({ boardType, version, bytes, force });
  if (json) printJson(io, { event: "firmware-uploaded", ...image });
  else {
    const { boardType: type, version: stored, sizeBytes } = image;
    io.stdout.write(
      `${say(io, "Stored {type} {version}: {sizeBytes} bytes.", { type, version: stored, sizeBytes })}\n`,
    );
  }
  return 0;
}

const doubts = {
  noImage: "{path} is no firmware image: a board will refuse it. It is stored all the same.",
  noApp:
    "{path} is not the image to send over the air (a merged one is for flashing by cable): a board will refuse it. It is stored all the same.",
} as const satisfies Record<NoAppImage, string>;

/** Throws CliError, saying what is allowed, before anything is sent. */
function nameOf(file: string, givenType: string | undefined, givenVersion: string | undefined, io: Io) {
  const named = firmwareNameOf(basename(file));
  const boardType = givenType ?? named?.boardType;
  const version = givenVersion === undefined ? named?.version : plainVersion(givenVersion);
  if (boardType === undefined || version === undefined)
    throw new CliError(
      say(io, "Which board and version? Give both after the file, or name it TYPE_VERSION.bin."),
      2,
    );
  if (!boardTypePattern.test(boardType))
    throw new CliError(
      say(
        io,
        "A board type has letters, digits, “.”, “_” and “-”, at most 64, and begins with a letter or digit.",
      ),
      2,
    );
  if (!imageVersionPattern.test(version))
    throw new CliError(say(io, "A version is numbers with dots between them, such as 1.2.0."), 2);
  return { boardType, version };
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
  else {
    const what = { type: printable(boardType), version: printable(version) };
    io.stdout.write(`${say(io, "Deleted {type} {version}.", what)}\n`);
  }
  return 0;
}
