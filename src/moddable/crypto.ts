/** Crypto port over `crypt`; the key in eFuse is the platform's to reach. */
import { BlockCipher, Mode } from "crypt";
import type { Crypto } from "../core/ports.js";

export function moddableCrypto(deviceHmacSha256: Crypto["deviceHmacSha256"]): Crypto {
  return {
    deviceHmacSha256,
    aes128Ctr(key, counter, data) {
      const cipher = new BlockCipher("AES", bufferOf(key));
      return new Uint8Array(new Mode("CTR", cipher, bufferOf(counter)).encrypt(bufferOf(data)));
    },
  };
}

/** `crypt` reads a view from the start of its buffer, or throws: it gets an ArrayBuffer of just these bytes. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.length);
  new Uint8Array(copy).set(bytes);
  return copy;
}
