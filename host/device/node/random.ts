/** Randomness port: the operating system's generator. */
import { randomBytes } from "node:crypto";
import type { Random } from "../../../src/core/ports.js";

export function nodeRandom(): Random {
  return { bytes: (count) => new Uint8Array(randomBytes(count)) };
}
