/** Heap figures of one machine. Peaks are since the program was loaded or since the last reset, and count garbage too; what is live is exact after a garbage collection. */
export interface XsStats {
  /** 32 on a 64-bit desktop, 16 on an ESP32. */
  readonly slotBytes: number;
  readonly slots: number;
  readonly peakSlots: number;
  readonly maxSlots: number;
  /** Used by the engine's own objects before any program is loaded; in flash on a device. */
  readonly intrinsicSlots: number;
  readonly chunkBytes: number;
  readonly peakChunkBytes: number;
  readonly maxChunkBytes: number;
  readonly intrinsicChunkBytes: number;
  /** Byte code and names of programs run in place: outside of the heap. */
  readonly codeBytes: number;
  /** Names of members; each takes a slot, and none is ever given back. */
  readonly keys: number;
  /** Chunk bytes of the names that are not in a program's code: the engine's own, and those that came in at run time. */
  readonly nameBytes: number;
  /** The deepest the stack has been since the program was loaded, beyond what the engine keeps on it. */
  readonly peakStackSlots: number;
  readonly maxStackSlots: number;
}

const names = [
  "slotBytes",
  "slots",
  "peakSlots",
  "maxSlots",
  "intrinsicSlots",
  "chunkBytes",
  "peakChunkBytes",
  "maxChunkBytes",
  "intrinsicChunkBytes",
  "codeBytes",
  "keys",
  "nameBytes",
  "peakStackSlots",
  "maxStackSlots",
] as const satisfies ReadonlyArray<keyof XsStats>;

/** Reads the worker's figures; throws an Error when one is missing. */
export function readStats(json: string): XsStats {
  const values = JSON.parse(json) as Record<string, unknown>;
  const stats: Partial<Record<keyof XsStats, number>> = {};
  for (const name of names) {
    const value = values[name];
    if (typeof value !== "number") throw new Error(`the XS worker reported no ${name}`);
    stats[name] = value;
  }
  return stats as XsStats;
}

/** What is live beyond a baseline, for example beyond the loaded program: `{ slots, chunkBytes }`. */
export function beyond(stats: XsStats, baseline: Pick<XsStats, "slots" | "chunkBytes">) {
  return { slots: stats.slots - baseline.slots, chunkBytes: stats.chunkBytes - baseline.chunkBytes };
}

/** What is live beyond the engine's own objects: the figure to compare with a device's heap. */
export function beyondIntrinsics(stats: XsStats): { slots: number; chunkBytes: number } {
  return beyond(stats, { slots: stats.intrinsicSlots, chunkBytes: stats.intrinsicChunkBytes });
}
