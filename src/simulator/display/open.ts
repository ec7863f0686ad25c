/** The display of the simulator, which is there before the program. */
import type { OpenDisplay } from "../../moddable/display.js";

export const openDisplay: OpenDisplay = () => {};
