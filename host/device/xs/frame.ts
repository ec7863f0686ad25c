import { Buffer } from "node:buffer";
import type { MessageKind } from "./contract.js";

const headBytes = 5;
const noBytes = new Uint8Array(0);

/** Builds a message for the guest (see contract.ts). */
export function encodeFrame(kind: MessageKind, json: unknown, bytes: Uint8Array = noBytes): Buffer {
  // A call that returns nothing has `undefined`, which JSON cannot say.
  const text = Buffer.from(JSON.stringify(json ?? null));
  const head = Buffer.alloc(headBytes);
  head.writeUInt8(kind, 0);
  head.writeUInt32LE(text.byteLength, 1);
  return Buffer.concat([head, text, bytes]);
}

/** Takes a message of the guest apart. Throws an Error when it is not a call. */
export function decodeCall(message: Uint8Array): { name: string; args: unknown[]; bytes: Uint8Array } {
  const frame = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  const textEnd = frame.byteLength < headBytes ? Number.NaN : headBytes + frame.readUInt32LE(1);
  if (!(textEnd <= frame.byteLength) || frame[0] !== 1)
    throw new Error("the program in XS sent no proper call");
  const json: unknown = JSON.parse(frame.toString("utf8", headBytes, textEnd));
  if (!Array.isArray(json) || typeof json[0] !== "string")
    throw new Error("the program in XS sent no proper call");
  return { name: json[0], args: json.slice(1), bytes: message.subarray(textEnd) };
}
