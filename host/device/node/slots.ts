/**
 * Which image a virtual device runs: two slots and a boot choice, kept as the ESP-IDF bootloader keeps them with rollback on.
 * A new image that does not prove itself (`markValid`) before the next start loses to the one before it.
 */
import { join } from "node:path";
import { readText, replaceText } from "./files.js";

export type SlotLabel = "ota_0" | "ota_1";

export interface Image {
  readonly version: string;
  readonly label: SlotLabel;
  /** UTC of the build; of the install, for an image that came by download. */
  readonly builtAtMs: number;
}

interface Record {
  readonly running: Image;
  /** Chosen for the next start. */
  readonly next?: Image;
  /** What comes back if `running` does not prove itself. Present only while that is open. */
  readonly fallback?: Image;
}

export interface Slots {
  /** What runs now. */
  running(): Image;
  /** A start of the device: takes the image chosen for it, or falls back. Returns what runs now. */
  boot(): Image;
  /** Chooses a version, written into the slot that is not running, for the next start. Throws if it cannot be stored. */
  choose(version: string, builtAtMs: number): void;
  markValid(): void;
  /** The next new image fails its first start, as if it had crashed. */
  rollBackNext(): void;
}

/**
 * `factory` is what a new device runs. With `folder` the record is the file `image.json` in it and outlives the process;
 * without, it goes with it.
 */
export function imageSlots(
  factory: { readonly version: string; readonly builtAtMs: number },
  folder?: string,
): Slots {
  const path = folder === undefined ? undefined : join(folder, "image.json");
  let record: Record = load(path) ?? { running: { ...factory, label: "ota_0" } };
  let rollBack = false;
  const store = (next: Record): void => {
    if (path !== undefined) replaceText(path, `${JSON.stringify(next)}\n`);
    record = next;
  };
  return {
    running: () => record.running,
    boot() {
      const { running, next, fallback } = record;
      if (next !== undefined && rollBack) store({ running });
      else if (next !== undefined) store({ running: next, fallback: running });
      else if (fallback !== undefined) store({ running: fallback });
      rollBack = false;
      return record.running;
    },
    choose(version, builtAtMs) {
      const label = record.running.label === "ota_0" ? "ota_1" : "ota_0";
      store({ running: record.running, next: { version, label, builtAtMs } });
    },
    markValid() {
      if (record.fallback !== undefined) store({ running: record.running });
    },
    rollBackNext() {
      rollBack = true;
    },
  };
}

function load(path: string | undefined): Record | undefined {
  const text = path === undefined ? undefined : readText(path);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record {
  if (typeof value !== "object" || value === null || !("running" in value) || !isImage(value.running))
    return false;
  const { next, fallback } = value as { next?: unknown; fallback?: unknown };
  return (next === undefined || isImage(next)) && (fallback === undefined || isImage(fallback));
}

function isImage(value: unknown): value is Image {
  if (typeof value !== "object" || value === null) return false;
  const { version, label, builtAtMs } = value as { version?: unknown; label?: unknown; builtAtMs?: unknown };
  return (
    typeof version === "string" && (label === "ota_0" || label === "ota_1") && typeof builtAtMs === "number"
  );
}
