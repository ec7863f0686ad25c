/** Files that a person gives. */
import { readFileSync, statSync } from "node:fs";
import { listText } from "../api/lists/list-text.js";
import { codeOf } from "../device/node/failure.js";
import { CliError, type Io } from "./io.js";
import { say } from "./wording/wording.js";

const textMaxBytes = 10 * 1024 * 1024;

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
    if (statSync(path).size > maxBytes)
      throw new CliError(say(io, "{path} is larger than {most}.", { path, most }), 2);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(
      say(io, "{path} cannot be read ({reason}).", { path, reason: codeOf(error) || "?" }),
      2,
    );
  }
}
