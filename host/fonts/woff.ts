/** WOFF 1 (w3.org/TR/WOFF) as the OpenType file it wraps: opentype.js can't inflate all of them. */
import { inflateSync } from "node:zlib";

const headerBytes = 44;
const entryBytes = 20;

export function unwrapped(woff: Buffer): ArrayBuffer {
  const count = woff.readUInt16BE(12);
  const head = Buffer.alloc(12 + 16 * count);
  head.writeUInt32BE(woff.readUInt32BE(4), 0);
  head.writeUInt16BE(count, 4);
  const parts: Buffer[] = [head];
  let end = head.length;
  for (let table = 0; table < count; table++) {
    const entry = headerBytes + entryBytes * table;
    const [at, packedBytes, bytes] = [4, 8, 12].map((field) => woff.readUInt32BE(entry + field)) as [
      number,
      number,
      number,
    ];
    const packed = woff.subarray(at, at + packedBytes);
    const data = packedBytes < bytes ? inflateSync(packed) : packed;
    const to = 12 + 16 * table;
    woff.copy(head, to, entry, entry + 4);
    woff.copy(head, to + 4, entry + 16, entry + 20);
    head.writeUInt32BE(end, to + 8);
    head.writeUInt32BE(bytes, to + 12);
    // Tables begin at multiples of four.
    const padded = Buffer.alloc((bytes + 3) & ~3);
    data.copy(padded);
    parts.push(padded);
    end += padded.length;
  }
  const font = Buffer.concat(parts);
  return font.buffer.slice(font.byteOffset, font.byteOffset + font.length) as ArrayBuffer;
}
