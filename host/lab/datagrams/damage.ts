/** What is done to the bytes of a datagram, by chance or on purpose. */

export function flipped(sent: Buffer, random: () => number): Buffer {
  const bytes = Buffer.from(sent);
  const at = Math.floor(random() * bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  return bytes;
}

/** Loses its end, down to nothing. */
export const cutOff = (sent: Buffer, random: () => number): Buffer =>
  sent.subarray(0, Math.floor(random() * sent.length));

/** So many numbers ahead, with noise for a payload. */
export function forged(sent: Buffer, random: () => number, ahead: number): Buffer {
  const bytes = Buffer.from(sent);
  bytes.writeUInt32BE(Math.min(2 ** 32 - 1, bytes.readUInt32BE(12) + ahead), 12);
  for (let at = 16; at < bytes.length; at++) bytes[at] = Math.floor(random() * 256);
  return bytes;
}

/** By somebody who has to guess the connection id. */
export function forgedBlindly(sent: Buffer, random: () => number, ahead: number): Buffer {
  const bytes = forged(sent, random, ahead);
  bytes.writeUInt32BE(Math.floor(random() * 2 ** 32), 4);
  return bytes;
}

/** From 1 to 2^bits, small numbers as often as large ones. */
export const anyAhead = (random: () => number, bits: number): number => Math.floor(2 ** (random() * bits));
