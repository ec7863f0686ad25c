/** Random numbers for jitter: seeded once from the hardware, then cheap (mulberry32). Not for secrets. */
import type { Random } from "../ports.js";

/** Returns a source of numbers uniform in [0, 1). */
export function createRoll(random: Random): () => number {
  let seed = random.bytes(4).reduce((sum, byte) => (sum << 8) | byte, 0);
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
