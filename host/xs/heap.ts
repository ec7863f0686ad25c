/** Settings of the worker's heap, as environment variables; made by {@link deviceHeap} or {@link roomyHeap}. */
export type XsHeap = Readonly<Record<string, string>>;

/** Sizes of a fixed heap, beyond what the engine uses for its own objects (a device keeps those in flash). */
export interface DeviceHeapSizes {
  /** Strings, array contents, buffers. */
  readonly chunkBytes: number;
  /** Objects, properties, closures: 16 bytes each on an ESP32, 32 bytes on a 64-bit desktop. */
  readonly slots: number;
  /** The stack of XS, in slots; default 512 as on an ESP32-S3. */
  readonly stackSlots?: number;
  /** What the loaded program uses at rest, to be added as well (a device can preload it into flash). */
  readonly loaded?: { readonly chunkBytes: number; readonly slots: number };
}

/** The heap that Moddable gives an ESP32-S3 when nothing else is asked for. */
export const esp32S3Heap: DeviceHeapSizes = { chunkBytes: 78_848, slots: 4_928, stackSlots: 512 };

/** A heap that cannot grow, as on a device: a program that needs more ends with `out-of-memory`. */
export function deviceHeap(sizes: DeviceHeapSizes): XsHeap {
  const chunkBytes = checked("chunkBytes", sizes.chunkBytes + (sizes.loaded?.chunkBytes ?? 0));
  const slots = checked("slots", sizes.slots + (sizes.loaded?.slots ?? 0));
  const stackSlots = checked("stackSlots", sizes.stackSlots ?? 512);
  return { XS_CREATION: `${chunkBytes},0,${slots},0,${stackSlots}`, XS_BEYOND_INTRINSICS: "1" };
}

/** A heap that grows as needed; for tests about something else than memory. */
export function roomyHeap(): XsHeap {
  return { XS_CREATION: "1048576,1048576,32768,32768,4096" };
}

function checked(what: string, value: number): number {
  if (Number.isInteger(value) && value > 0 && value <= 0x3fff_ffff) return value;
  throw new RangeError(`deviceHeap: ${what} must be a whole number above zero, not ${value}`);
}
