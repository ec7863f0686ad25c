/** Storage port: one file a record in a state directory, or memory. */
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { RecordName, Storage } from "../../../src/core/ports.js";
import { readText, replaceText } from "./files.js";

/** As NVS has it. */
export const recordMaxBytes = 4_000;

const fits = (text: string): boolean => Buffer.byteLength(text, "utf8") <= recordMaxBytes;

/** Records kept across starts as `<folder>/<name>.record`, mode 0600. */
export function fileStorage(folder: string): Storage {
  const pathOf = (name: RecordName): string => join(folder, `${name}.record`);
  removeLeftovers(folder);
  return {
    read(name) {
      const text = readText(pathOf(name));
      return text !== undefined && fits(text) ? text : undefined;
    },
    write(name, text) {
      if (!fits(text)) return false;
      try {
        replaceText(pathOf(name), text);
        return true;
      } catch {
        return false;
      }
    },
    remove(name) {
      try {
        rmSync(pathOf(name), { force: true });
      } catch {
        // Kept: the next write replaces it.
      }
    },
  };
}

/** Records that go with the process. */
export function memoryStorage(): Storage {
  const records = new Map<RecordName, string>();
  return {
    read: (name) => records.get(name),
    write(name, text) {
      if (!fits(text)) return false;
      records.set(name, text);
      return true;
    },
    remove(name) {
      records.delete(name);
    },
  };
}

/** What an earlier process was writing when its power went. */
function removeLeftovers(folder: string): void {
  try {
    for (const file of readdirSync(folder)) {
      if (file.startsWith(".new-")) rmSync(join(folder, file), { force: true });
    }
  } catch {
    // No such folder yet.
  }
}
