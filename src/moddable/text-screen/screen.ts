/** The screen of a board without a display: what it would show, a line on the console for every change. */
import { writeLine } from "../console.js";
import type { BoardScreen } from "../screen/screen.js";

/** In the place of `screen/screen.ts`, for boards whose manifest includes this folder instead of that one. */
export function moddableScreen(): BoardScreen {
  return { show: (model) => writeLine(`screen ${JSON.stringify({ ...model })}`), pressed: () => {} };
}
