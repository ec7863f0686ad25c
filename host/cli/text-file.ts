/** Files that a person gives. */
import { closeSync, openSync, readSync } from "node:fs";
import { listText } from "../api/lists/list-text.js";
import { codeOf } from "../device/node/failure.js";
import { CliError, type Io } from "./io.js";
import { say } from "./wording/wording.js";

const textMaxBytes = 10 * 1024 * 1024;
const pieceBytes = 1024 * 1024;

/** A list that a person made. Throws CliError if it is none. */
export function readPersonsText(path: string, io: Io): string {
  const read = listText(new Uint8Array(bytesOf(path, textMaxBytes, "10 MiB", io)));
  if ("text" in read) return read.text;
  const sentence =
    read.noText === "spreadsheet"
      ? "{path} is a spreadsheet or an archive, not text: save it as CSV."
      : "{path} is not text: give a text file or a CSV.";
  throw new CliError(say(io, sentence, { path }), 2);
}

/** Throws CliError, with a sentence, if it can't be read or is larger. `most` names the limit for people. */
export function bytesOf(path: string, maxBytes: number, most: string, io: Io): Buffer<ArrayBuffer> {
  try {
    const bytes = upTo(path, maxBytes + 1);
    if (bytes.length > maxBytes)
      throw new CliError(say(io, "{path} is larger than {most}.", { path, most }), 2);
    return bytes;
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(
      say(io, "{path} cannot be read ({reason}).", { path, reason: codeOf(error) || "?" }),
      2,
    );
  }
}

/** No more than that, whatever a device or a pipe would go on to give. */
function upTo(path: string, maxBytes: number): Buffer<ArrayBuffer> {
  const file = openSync(path, "r");
  try {
    const pieces: Buffer<ArrayBuffer>[] = [];
    for (let left = maxBytes; left > 0; ) {
      const piece = Buffer.alloc(Math.min(left, pieceBytes));
      const length = readSync(file, piece);
      if (length === 0) break;
      pieces.push(piece.subarray(0, length));
      left -= length;
    }
    return Buffer.concat(pieces);
  } finally {
    closeSync(file);
  }
}
