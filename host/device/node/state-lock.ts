/** One device a state directory: two would take each other's address, token and firmware for their own. */
import { closeSync, mkdirSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { codeOf } from "./failure.js";
import { readText } from "./files.js";
import { processRuns, processStart } from "./process.js";

const name = "in-use.lock";

/**
 * Takes the folder; the returned function gives it back (idempotent). What a killed process has left behind counts for nothing.
 * Throws an Error with a sentence if a device that runs has it, or if it is a file. A folder that can't be written is not refused: nothing is kept there.
 */
export function takeStateDir(folder: string): () => void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false)
    throw new Error(`${folder} is no folder: give another --state-dir.`);
  const path = join(folder, name);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const file = openSync(path, "wx", 0o600);
      writeSync(file, `${process.pid} ${processStart(process.pid) ?? ""}\n`);
      closeSync(file);
      let isTaken = true;
      return () => {
        if (isTaken) rmSync(path, { force: true });
        isTaken = false;
      };
    } catch (error) {
      if (codeOf(error) !== "EEXIST") return () => {};
    }
    const holder = holderIn(readText(path));
    if (holder !== undefined)
      throw new Error(
        `${folder} is in use by another virtual device (process ${holder}): give another --state-dir, or end that one.`,
      );
    rmSync(path, { force: true });
  }
  return () => {};
}

/** The process id, if that process still runs. */
function holderIn(text: string | undefined): number | undefined {
  const [, id, start = ""] = /^(\d{1,10}) (\S*)\n$/.exec(text ?? "") ?? [];
  if (id === undefined) return undefined;
  const pid = Number(id);
  return processRuns({ pid, start: start === "" ? undefined : start }) ? pid : undefined;
}
