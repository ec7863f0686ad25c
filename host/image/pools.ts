/** Other pools for the machine of an image that is built already: four numbers, a checksum and a digest. A build takes minutes. */
import { createHash } from "node:crypto";

export interface Pools {
  readonly chunkBytes: number;
  readonly slots: number;
  readonly stackSlots: number;
}

/** ESP-IDF's image format: whether a digest of it stands at its end, and that one's size. Before it stands the checksum. */
const digestFlagAt = 23;
const digestBytes = 32;

/** @param text bytes of chunks, slots and stack, with commas between them, as `--creation` has them */
export function poolsOf(text: string): Pools {
  const [chunkBytes = 0, slots = 0, stackSlots = 0, ...more] = text.split(",").map(Number);
  if (more.length > 0 || ![chunkBytes, slots, stackSlots].every((size) => Number.isInteger(size) && size > 0))
    throw new Error(`"${text}" is not bytes of chunks, slots and stack, such as 78848,4928,1024`);
  return { chunkBytes, slots, stackSlots };
}

/**
 * @param app an image as an update downloads it, with a digest
 * @param from the pools that it was built with
 */
export function withPools(app: Uint8Array, from: Pools, to: Pools): Uint8Array {
  const image = Buffer.from(app);
  const before = creationOf(from);
  const after = creationOf(to);
  const at = image.indexOf(before);
  if (at < 0 || image.includes(before, at + 1))
    throw new Error("the image's pools can't be told from other numbers");
  if (image[digestFlagAt] !== 1) throw new Error("the image has no digest");
  after.copy(image, at);
  const digestAt = image.length - digestBytes;
  image[digestAt - 1] = [...before, ...after].reduce((sum, byte) => sum ^ byte, image[digestAt - 1] ?? 0);
  createHash("sha256").update(image.subarray(0, digestAt)).digest().copy(image, digestAt);
  return image;
}

/** XS's txCreation as far as it is set: sizes and growth of chunks and slots, and the stack. */
function creationOf({ chunkBytes, slots, stackSlots }: Pools): Buffer {
  const bytes = Buffer.alloc(20);
  for (const [at, size] of [chunkBytes, 0, slots, 0, stackSlots].entries()) bytes.writeInt32LE(size, 4 * at);
  return bytes;
}
