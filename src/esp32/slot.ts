/** The application slot that does not run, over the SDK's `embedded:update`. */
import flash from "embedded:storage/flash";
import Update from "embedded:update";
import type { Slot } from "./firmware.js";

export function openNextSlot(): Slot {
  const partition = flash.open({ path: "nextota" });
  const sizeBytes = partition.status().size;
  // Append: erased block by block. Otherwise the whole slot is erased first, longer than the watchdog waits.
  const update = Update.open({ partition, mode: "a" });
  return {
    sizeBytes,
    write: (bytes) => update.write(bytes),
    complete: () => update.complete(),
    close() {
      update.close();
      partition.close();
    },
  };
}
