/**
 * Storage port over `preference`.
 *
 * The SDK erases a key before it writes it: a power cut in between would lose the record. So each record has two copies, and a
 * write goes to the one that is not the latest. A copy says how new it is and carries a checksum; one that was torn is as if
 * it were not there.
 */
import Preference from "preference";
import { frozen } from "../core/frozen.js";
import type { Log, RecordName, Storage } from "../core/ports.js";
import { decodeUtf8Lossy, encodeUtf8 } from "../core/text/utf8.js";
import { inOneLine } from "./guard.js";

const recordMaxBytes = 4_000;
/** Generation and checksum, 32 bits each. */
const headerBytes = 8;
const checksumAt = 4;
const crcOfNibble: readonly number[] = frozen([
  0x0000_0000, 0x1db7_1064, 0x3b6e_20c8, 0x26d9_30ac, 0x76dc_4190, 0x6b6b_51f4, 0x4db2_6158, 0x5005_713c,
  0xedb8_8320, 0xf00f_9344, 0xd6d6_a3e8, 0xcb61_b38c, 0x9b64_c2b0, 0x86d3_d2d4, 0xa00a_e278, 0xbdbd_f21c,
]);

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
  view.setUint32(checksumAt, checksum(buffer));
  return buffer;
}

function unpack(copy: Copy, buffer: ArrayBuffer): Found | undefined {
  if (buffer.byteLength < headerBytes) return undefined;
  const view = new DataView(buffer);
  if (view.getUint32(checksumAt) !== checksum(buffer)) return undefined;
  return { copy, generation: view.getUint32(0), text: decodeUtf8Lossy(new Uint8Array(buffer, headerBytes)) };
}

/** CRC-32 as in Ethernet, of what is before it and behind it: notices any two bits that are turned, and any torn write but one in 2^32. */
function checksum(copy: ArrayBuffer): number {
  const bytes = new Uint8Array(copy);
  let crc = -1;
  for (let at = 0; at < bytes.length; at++) {
    if (at >= checksumAt && at < headerBytes) continue;
    crc ^= bytes[at] ?? 0;
    crc = (crc >>> 4) ^ (crcOfNibble[crc & 15] ?? 0);
    crc = (crc >>> 4) ^ (crcOfNibble[crc & 15] ?? 0);
  }
  return ~crc >>> 0;
}
