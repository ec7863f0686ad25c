/**
 * The displays that the screen is shown on in pictures, tests and the console: what a build with that panel's manifest
 * (`src/moddable/screen/panels/`) makes of a display of that size. A test compares the two.
 */
import type { Display } from "../../src/screen-layout/drawing.js";

export const displays = {
  "320x240": { widthPx: 320, heightPx: 240, wide: ["Text-16", "Text-20"] },
  "240x320": { widthPx: 240, heightPx: 320, wide: ["Text-16"] },
  "240x280": { widthPx: 240, heightPx: 280, cornerPx: 40, wide: ["Text-16"] },
  "170x320": { widthPx: 170, heightPx: 320, wide: ["Text-16", "Text-20"] },
  "240x240-round": { widthPx: 240, heightPx: 240, round: true, wide: ["Text-16"] },
  "128x128": { widthPx: 128, heightPx: 128, wide: ["Text-16"] },
  "128x64": { widthPx: 128, heightPx: 64, monochrome: true, wide: ["Text-12"] },
} as const satisfies Record<string, Display>;

export type DisplayName = keyof typeof displays;

/** Which panel each of them has, and the board whose manifest says more of it. */
export const builds = {
  "320x240": { panel: "large", board: "esp32-s3-box-3" },
  "240x320": { panel: "large-8mb", board: "xiao-esp32s3-ili9341" },
  "240x280": { panel: "large-8mb", board: "waveshare-esp32-s3-touch-lcd-1.69" },
  "170x320": { panel: "large", board: "lilygo-t-display-s3" },
  "240x240-round": { panel: "round", board: "m5stack-dial" },
  "128x128": { panel: "small", board: "m5stack-atoms3r" },
  "128x64": { panel: "monochrome" },
} as const satisfies Record<DisplayName, { readonly panel: string; readonly board?: string }>;
