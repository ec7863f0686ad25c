/** A display that fails is a device without one: nothing of it may end the program. */
import type { Screen } from "../core/ports.js";
import type { ScreenModel } from "../core/screen/model.js";

/** Leaves the display in the global `screen`; without one there is none. Never throws. */
export type OpenDisplay = (failed: (error: unknown) => void) => void;

/** @returns what `make` makes, or a screen that shows nothing where it throws */
export function screenOrNone(
  make: () => Screen<ScreenModel>,
  failed: (error: unknown) => void,
): Screen<ScreenModel> {
  try {
    return make();
  } catch (error) {
    failed(error);
    return { show() {} };
  }
}
