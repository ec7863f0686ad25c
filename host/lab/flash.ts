/** The flash that outlives every power cut: the records of the core, and how a write can go wrong. */
import type { RecordName, Storage } from "../../src/core/ports.js";
import type { LabLog } from "./log.js";

/** What every write does from now on. */
export type Wear =
  /** Refused by the driver. */
  | "refuses"
  /** No room for a record that is longer than the one it replaces. */
  | "full"
  /** Said to have worked; what is read back is spoilt. */
  | "garbles"
  /** Said to have worked; the old text is still there. */
  | "keepsOld";

export interface Flash extends Storage {
  wear: Wear | undefined;
  readonly records: Map<RecordName, string>;
  /** Half of the new text, as a write leaves it that is cut off in the middle. */
  tear(name: RecordName, text: string): void;
}

export function createFlash(log: LabLog): Flash {
  const records = new Map<RecordName, string>();
  const worn: Record<Wear, (name: RecordName, text: string) => boolean> = {
    refuses: () => false,
    full: (name, text) => {
      if (text.length > (records.get(name)?.length ?? 0)) return false;
      records.set(name, text);
      return true;
    },
    garbles: (name, text) => {
      records.set(name, `${text.slice(0, text.length / 2)}\ufffd${text.slice(text.length / 2 + 1)}`);
      return true;
    },
    keepsOld: () => true,
  };
  const flash: Flash = {
    wear: undefined,
    records,
    read: (name) => records.get(name),
    write(name, text) {
      const done = flash.wear === undefined || worn[flash.wear](name, text);
      if (flash.wear === undefined) records.set(name, text);
      log.note(
        "flash",
        `write ${name}, ${text.length} characters${flash.wear === undefined ? "" : `: ${flash.wear}`}`,
      );
      return done;
    },
    remove(name) {
      if (flash.wear !== "refuses") records.delete(name);
      log.note("flash", `remove ${name}`);
    },
    tear(name, text) {
      records.set(name, text.slice(0, text.length / 2));
      log.note("flash", `torn write of ${name}`);
    },
  };
  return flash;
}
