/** A display that fails is a device without one: nothing of it may end the program. */

/** Leaves the display in the global `screen`; without one there is none. Never throws. */
export type OpenDisplay = (failed: (error: unknown) => void) => void;

/** @returns what `make` makes, or `otherwise` where it throws */
export function madeOr<Made>(make: () => Made, otherwise: Made, failed: (error: unknown) => void): Made {
  try {
    return make();
  } catch (error) {
    failed(error);
    return otherwise;
  }
}
