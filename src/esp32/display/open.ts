/**
 * The display of a board. The SDK would make it in a step `setup/piu` of its own before `main`: in an order against `setup/target` that
 * nobody says, so that a panel could be written to before it has power, and where an exception ends the program. `sdk-setup.json` takes
 * that step under another name, and it is called from `main`, when the board's `setup/target` is done.
 */
import setUpDisplay from "sdk/display-setup";
import type { OpenDisplay } from "../../moddable/display.js";

export const openDisplay: OpenDisplay = (failed) => {
  try {
    // Display, then backlight: what came before the fault stays.
    setUpDisplay(() => {});
  } catch (error) {
    failed(error);
  }
};
