/**
 * A new image has to prove itself by one good check. The bootloader goes back to the old image at the next start of one that has not,
 * but an image that runs and never reaches its server would never start again. So it is restarted when its time is over.
 */
import type { Timers } from "../core/ports.js";

export interface ProvingParts {
  /** The bootloader would go back at the next start. */
  readonly unproven: boolean;
  readonly withinMs: number;
  readonly timers: Timers;
  readonly restart: (reason: string) => void;
}

/** @returns to be called when the image has proved itself */
export function startProving({ unproven, withinMs, timers, restart }: ProvingParts): () => void {
  if (!unproven) return () => {};
  return timers.after(withinMs, () =>
    restart("this image has not reached its server: back to the one before"),
  );
}
