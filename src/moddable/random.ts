/**
 * Random port over C. The SDK's own `rng` won't do: it stretches 16 bytes with RC4, and on the simulator these come from `rand()`,
 * the same at every start.
 */
import type FFI from "mc/ffi";
import type { Random } from "../core/ports.js";

export function moddableRandom(native: FFI): Random {
  return {
    bytes(count) {
      const bytes = new ArrayBuffer(count);
      native.xiaozhi_random(bytes, count);
      return new Uint8Array(bytes);
    },
  };
}
