/** A display that fails is a device without one: nothing of it may end the program. */
import type { BoardScreen } from "./screen/screen.js";

/** Leaves the display in the global `screen`; without one there is none. Never throws. */
export type OpenDisplay = (failed: (error: unknown) => void) => void;

/** @returns what `make` makes, or a screen that shows nothing where it throws */
export function screenOrNone(make: () => BoardScreen, failed: (error: unknown) => void): BoardScreen {
  try {
    return make();
  } catch (error) {
    failed(error);
    return { show() {}, pressed() {} };
  }
}
