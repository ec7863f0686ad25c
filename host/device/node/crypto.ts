/** Cryptography port over node:crypto. */
import { createCipheriv, createHmac } from "node:crypto";
import type { Crypto } from "../../../src/core/ports.js";

/** `hmacKey`: what the chip would hold in eFuse KEY0 (32 bytes); without it the device has no serial-number activation. */
export function nodeCrypto(hmacKey?: Uint8Array): Crypto {
  return {
    deviceHmacSha256(message) {
      if (hmacKey === undefined) return undefined;
      return new Uint8Array(createHmac("sha256", hmacKey).update(message).digest());
    },
    aes128Ctr(key, counter, data) {
      const cipher = createCipheriv("aes-128-ctr", key, counter);
      return new Uint8Array(Buffer.concat([cipher.update(data), cipher.final()]));
    },
  };
}
