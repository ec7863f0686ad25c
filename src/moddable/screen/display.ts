/** A board's display as the layout sees it: what the board says of it, its size, and the fonts that its build has. */

import { type Display, type TextFontName, wideFonts } from "../../screen-layout/drawing.js";
import type { DisplaySettings } from "../display-settings.js";

/** @param hasFont whether the build has a font of that name */
export function displayOf(
  { shape, cornerPx, colors }: DisplaySettings,
  size: { readonly width: number; readonly height: number },
  hasFont: (name: string) => boolean,
): Display {
  const monochrome = colors === "monochrome";
  const wide = (Object.keys(wideFonts) as TextFontName[]).filter(
    // One of the fonts is for displays without shades, and the only one for them.
    (font) => (font === "Text-12") === monochrome && hasFont(wideFonts[font]),
  );
  return {
    widthPx: size.width,
    heightPx: size.height,
    ...(shape === "round" ? { round: true } : {}),
    ...(cornerPx > 0 ? { cornerPx } : {}),
    ...(monochrome ? { monochrome } : {}),
    wide,
  };
}
