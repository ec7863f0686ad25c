import type { Display } from "../../../../src/screen-layout/drawing.js";

const maxHeightPx = 480;

/**
 * CSS pixels for one pixel of the display: as large as fits into the width and `maxHeightPx`, and a whole number of the computer's own
 * pixels. At least one of those, even if it does not fit.
 */
export function scaleFor(display: Display, roomPx: number, pixelRatio: number): number {
  const room = Math.min(roomPx / display.widthPx, maxHeightPx / display.heightPx);
  return Math.max(1, Math.floor(room * pixelRatio)) / pixelRatio;
}
