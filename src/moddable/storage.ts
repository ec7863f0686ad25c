/**
 * Storage port over `preference`.
 *
 * The SDK erases a key before it writes it: a power cut in between would lose the record. So each record has two copies, and a
 * write goes to the one that is not the latest. A copy says how new it is and carries a checksum; one that was torn is as if
 * it were not there.
 */
import Preference from "preference";
import type { Log, RecordName, Storage } from "../core/ports.js";
import { decodeUtf8Lossy, encodeUtf8 } from "../core/text/utf8.js";
import { inOneLine } from "./guard.js";

const recordMaxBytes = 4_000;
/** Generation and checksum, 32 bits each. */
const headerBytes = 8;

type Copy = "0" | "1";

interface Found {
  readonly copy: Copy;
  readonly generation: number;
  readonly text: string;
}

/** @param domain at most 15 characters; records of other domains are not touched */
export function moddableStorage(domain: string, log: Log): Storage {
  // A name and its suffix stay under the 15 characters of an NVS key.
  const keyOf = (name: RecordName, copy: Copy): string => `${name}.${copy}`;

  const readCopy = (name: RecordName, copy: Copy): Found | undefined => {
    try {
      const value = Preference.get(domain, keyOf(name, copy));
      return value instanceof ArrayBuffer ? unpack(copy, value) : undefined;
    } catch (error) {
      log.write("error", `record "${name}" can't be read: ${inOneLine(error)}`);
      return undefined;
    }
  };

  const latest = (name: RecordName): Found | undefined => {
    const first = readCopy(name, "0");
    const second = readCopy(name, "1");
    if (first === undefined || second === undefined) return first ?? second;
    // Generations wrap; the two are always neighbours.
    return ((second.generation - first.generation) | 0) > 0 ? second : first;
  };

  return {
    read: (name) => latest(name)?.text,
    write(name, text) {
      const bytes = encodeUtf8(text);
      if (bytes.length > recordMaxBytes) return false;
      const old = latest(name);
      const copy = old?.copy === "0" ? "1" : "0";
      const generation = ((old?.generation ?? 0) + 1) >>> 0;
      try {
        Preference.set(domain, keyOf(name, copy), pack(generation, bytes));
      } catch (error) {
        log.write("error", `record "${name}" can't be written: ${inOneLine(error)}`);
        return false;
      }
      // Flash can accept a write and not hold it.
      return readCopy(name, copy)?.generation === generation;
    },
    remove(name) {
      // The older copy first: with the newer one gone alone, it would come back.
      const newer = latest(name)?.copy ?? "1";
      const order: readonly Copy[] = newer === "1" ? ["0", "1"] : ["1", "0"];
      for (const copy of order) {
        try {
          Preference.delete(domain, keyOf(name, copy));
        } catch (error) {
          log.write("error", `record "${name}" can't be removed: ${inOneLine(error)}`);
        }
      }
    },
  };
}

function pack(generation: number, bytes: Uint8Array): ArrayBuffer {
  const buffer = new ArrayBuffer(headerBytes + bytes.length);
  const view = new DataView(buffer);
  view.setUint32(0, generation);
  new Uint8Array(buffer).set(bytes, headerBytes);
  view.setUint32(4, checksum(generation, new Uint8Array(buffer, headerBytes)));
  return buffer;
}

function unpack(copy: Copy, buffer: ArrayBuffer): Found | undefined {
  if (buffer.byteLength < headerBytes) return undefined;
  const view = new DataView(buffer);
  const generation = view.getUint32(0);
  const bytes = new Uint8Array(buffer, headerBytes);
  if (view.getUint32(4) !== checksum(generation, bytes)) return undefined;
  return { copy, generation, text: decodeUtf8Lossy(bytes) };
}

/** FNV-1a: tells torn from whole. It is no protection against intent; who can write flash can write anything. */
function checksum(generation: number, bytes: Uint8Array): number {
  let hash = 0x811c_9dc5 ^ generation;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x0100_0193);
  return hash >>> 0;
}
