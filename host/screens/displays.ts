/** The displays that the screen is shown on in pictures and tests. */
import type { Display } from "../../src/moddable/screen/drawing.js";

export const displays = {
  "320x240": { widthPx: 320, heightPx: 240, wide: true },
  "240x320": { widthPx: 240, heightPx: 320, wide: true },
  "240x240-round": { widthPx: 240, heightPx: 240, round: true, wide: true },
  "128x128": { widthPx: 128, heightPx: 128, wide: true },
  "128x64": { widthPx: 128, heightPx: 64, monochrome: true, wide: true },
} as const satisfies Record<string, Display>;

export type DisplayName = keyof typeof displays;
