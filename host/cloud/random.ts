/** Ids and digits from a byte source, so that a test can inject the bytes. */
export type RandomBytes = (sizeBytes: number) => Uint8Array;

export function randomHex(random: RandomBytes, sizeBytes: number): string {
  return Buffer.from(random(sizeBytes)).toString("hex");
}

/** UUID version 4. */
export function randomUuid(random: RandomBytes): string {
  const bytes = Buffer.from(random(16));
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Six decimal digits, leading zeros possible. 2^32 is so much larger than 10^6 that the bias does not matter here. */
export function randomSixDigits(random: RandomBytes): string {
  return String(Buffer.from(random(4)).readUInt32BE(0) % 1_000_000).padStart(6, "0");
}
