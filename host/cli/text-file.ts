/** A text file that a person made, in whatever encoding their spreadsheet wrote it. */
import { readFileSync, statSync } from "node:fs";
import { codeOf } from "../device/node/failure.js";
import { CliError } from "./io.js";

const fileMaxBytes = 10 * 1024 * 1024;

/** UTF-8 (with or without mark), UTF-16 with a mark, or else GB 18030, in which Chinese editions write CSV. Throws CliError. */
export function readPersonsText(path: string): string {
  const bytes = bytesOf(path, fileMaxBytes, "10 MiB");
  if (bytes.subarray(0, 4).equals(Buffer.from("PK\x03\x04", "latin1")))
    throw new CliError(`${path} is a spreadsheet or an archive, not text: save it as CSV.`, 2);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

/** Throws CliError, with a sentence, if it can't be read or is larger. `maxText` names the limit for people. */
export function bytesOf(path: string, maxBytes: number, maxText: string): Buffer<ArrayBuffer> {
  try {
    if (statSync(path).size > maxBytes) throw new CliError(`${path} is larger than ${maxText}.`, 2);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`${path} cannot be read (${codeOf(error) || "unknown reason"}).`, 2);
  }
}
