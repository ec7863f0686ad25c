/** The screen of a board without a display: what it would show, a line on the console for every change. */
import type { Screen } from "../../core/ports.js";
import type { ScreenModel } from "../../core/screen/model.js";
import { writeLine } from "../console.js";

/** In the place of `screen/screen.ts`, for boards whose manifest includes this folder instead of that one. */
export function moddableScreen(): Screen<ScreenModel> {
  return { show: (model) => writeLine(`screen ${JSON.stringify({ ...model })}`) };
}
