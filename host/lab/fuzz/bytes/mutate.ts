/** Mutations of bytes that know no structure. */
import { pick } from "../plan.js";

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

type ByteOp = (bytes: Uint8Array, at: number, arg: number) => Uint8Array;

const changed = (bytes: Uint8Array, at: number, change: (byte: number) => number): Uint8Array => {
  const copy = bytes.slice();
  if (at < copy.length) copy[at] = change(copy[at] ?? 0);
  return copy;
};

export const byteOps: readonly ByteOp[] = [
  (bytes, at, arg) => changed(bytes, at, (byte) => byte ^ (1 << (arg % 8))),
  (bytes, at, arg) => changed(bytes, at, () => pick([0, 1, 0x7f, 0x80, 0xff, 0x0a, 0x0d, 0x30], arg)),
  (bytes, at) => bytes.slice(0, at),
  (bytes, at, arg) => joined([bytes.subarray(0, at), bytes.subarray(at + 1 + (arg % 8))]),
  (bytes, at, arg) =>
    joined([bytes.subarray(0, at), bytes.subarray(at, at + 1 + (arg % 32)), bytes.subarray(at)]),
  (bytes, at, arg) =>
    joined([bytes.subarray(0, at), new Uint8Array(1 + (arg % 4)).fill(arg >> 2), bytes.subarray(at)]),
  (bytes, at, arg) => joined([bytes, new Uint8Array([arg & 0xff, at & 0xff])]),
];

/** Most places are near the beginning: there the headers are. */
export function mutatedBytes(bytes: Uint8Array, op: number, at: number, arg: number): Uint8Array {
  const place = at % 2 === 0 ? (at >> 1) % 24 : at >> 1;
  return pick(byteOps, op)(bytes, bytes.length === 0 ? 0 : place % (bytes.length + 1), arg);
}
