/** Facts port of a board: `facts.c` through FFI. What the chip does not tell is left out. */
import type FFI from "mc/ffi";
import type { DeviceFacts, Facts, Partition } from "../core/ports.js";
import {
  type JsonObject,
  own,
  parseJsonObject,
  readObject,
  readText,
  readWholeNumber,
} from "../core/untrusted-json.js";
import type { Settings } from "../moddable/settings.js";

const textMaxChars = 4_096;
const uint32Max = 0xffff_ffff;

export interface BoardFacts extends Facts {
  /** Why the chip started: `esp_reset_reason_t`. */
  readonly resetReason: number | undefined;
}

export function esp32Facts(native: FFI, settings: Settings): BoardFacts {
  const parsed = parseJsonObject(native.xiaozhi_facts(), textMaxChars);
  const fixed = decodeFacts(parsed.ok ? parsed.value : {}, settings);
  return {
    resetReason: parsed.ok ? count(parsed.value, "reset") : undefined,
    read: () => ({ ...fixed, minimumFreeHeapBytes: native.xiaozhi_min_free_heap() }),
  };
}

/** What `facts.c` wrote, as the core wants it. */
export function decodeFacts(facts: JsonObject, settings: Settings): DeviceFacts {
  const text = (key: string, maxChars: number) => readText(own(facts, key), maxChars);
  const model = count(facts, "model");
  const cores = count(facts, "cores");
  const revision = count(facts, "revision");
  const features = count(facts, "features");
  return {
    mac: text("mac", 17) ?? "",
    ...defined("serialNumber", text("serial", 32)),
    ...defined("chipModelName", text("chip", 16)),
    ...(model === undefined || cores === undefined || revision === undefined || features === undefined
      ? {}
      : { chipInfo: { model, cores, revision, features } }),
    ...defined("flashSizeBytes", count(facts, "flash")),
    ...defined("psramSizeBytes", count(facts, "psram")),
    ...defined("partitionTable", partitions(own(facts, "partitions"))),
    ...defined("runningPartitionLabel", text("running", 16)),
    application: {
      // ESP-IDF's own project name and version are the SDK's, not ours.
      name: "moddable-xrobo",
      version: settings.version,
      compileTimeMs: settings.builtAtMs,
      ...defined("idfVersion", text("idf", 32)),
      ...defined("elfSha256", text("elfSha256", 64)),
    },
    board: { type: settings.board, name: settings.board },
  };
}

function partitions(value: unknown): readonly Partition[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const table: Partition[] = [];
  for (const entry of value) {
    const row = readObject(entry);
    const label = row && readText(own(row, "label"), 16);
    const type = row && count(row, "type");
    const subtype = row && count(row, "subtype");
    const address = row && count(row, "address");
    const size = row && count(row, "size");
    if (label === undefined || type === undefined || subtype === undefined) continue;
    if (address === undefined || size === undefined) continue;
    table.push({ label, type, subtype, address, size });
  }
  return table;
}

const count = (object: JsonObject, key: string) => readWholeNumber(own(object, key), 0, uint32Max);

/** A member only if there is a value for it. */
function defined<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]?: Value });
}
