/** HMAC with the key in eFuse block KEY0, which never leaves the chip. */
import type FFI from "mc/ffi";

const digestBytes = 32;

/** `undefined`: the chip has no such key. */
export function deviceHmac(native: FFI, message: Uint8Array): Uint8Array | undefined {
  const buffer = new ArrayBuffer(message.length);
  new Uint8Array(buffer).set(message);
  const digest = new ArrayBuffer(digestBytes);
  return native.xiaozhi_hmac(buffer, message.length, digest) === 0 ? new Uint8Array(digest) : undefined;
}
