/**
 * The cloud's end of an audio stream, written from the protocol and not from the firmware: what both had wrong in the same way would not
 * be seen. Type, flags, length, connection id, time, sequence; AES-128-CTR with the header as the first counter block.
 */
import { createCipheriv } from "node:crypto";

export interface CloudCodec {
  /** The next datagram towards the device. */
  seal(payload: Buffer, timestampMs: number): Buffer;
  /** What the device has sent. @throws Error with a sentence if it is not as the protocol says */
  open(datagram: Uint8Array): {
    readonly sequence: number;
    readonly timestampMs: number;
    readonly payload: Buffer;
  };
}

/** Key and nonce as in the server's hello: 32 hex digits each. */
export function createCloudCodec(keyHex: string, nonceHex: string): CloudCodec {
  const key = Buffer.from(keyHex, "hex");
  const connection = nonceHex.slice(8, 16);
  const crypt = (header: Uint8Array, data: Uint8Array): Buffer => {
    const cipher = createCipheriv("aes-128-ctr", key, header);
    return Buffer.concat([cipher.update(data), cipher.final()]);
  };
  let sequence = 0;
  return {
    seal(payload, timestampMs) {
      sequence += 1;
      const number = (value: number, bytes: number) => value.toString(16).padStart(2 * bytes, "0");
      const header = Buffer.from(
        `0100${number(payload.length, 2)}${connection}${number(timestampMs, 4)}${number(sequence, 4)}`,
        "hex",
      );
      return Buffer.concat([header, crypt(header, payload)]);
    },
    open(datagram) {
      const bytes = Buffer.from(datagram);
      const header = bytes.subarray(0, 16);
      if (header.toString("hex", 0, 2) !== nonceHex.slice(0, 4))
        throw new Error("another type or other flags");
      if (header.toString("hex", 4, 8) !== connection) throw new Error("another connection id");
      if (header.readUInt16BE(2) !== bytes.length - 16)
        throw new Error("another length than the header says");
      return {
        sequence: header.readUInt32BE(12),
        timestampMs: header.readUInt32BE(8),
        payload: crypt(header, bytes.subarray(16)),
      };
    },
  };
}
