/** What a drawing is made of. Plain data: made by `layout.ts`, drawn by `screen.ts`, looked at by tests. */
import { frozen } from "../core/frozen.js";
import type { fonts } from "./widths.generated.js";

export type FontName = keyof typeof fonts;

/** By meaning; `palettes.ts` says what they look like. */
export type Ink = "ground" | "bar" | "text" | "dim" | "accent" | "good" | "warning" | "paper" | "track";

/** In pixels; x and y are of the left upper corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What a box shows, for tests. */
export type Role =
  | "bar"
  | "title"
  | "status"
  | "code"
  | "clock"
  | "face"
  | "percent"
  | "progress"
  | "pace"
  | "alert"
  | "line"
  | "user"
  | "assistant"
  | "server"
  | "hint"
  | "moment"
  | "qr"
  | "page";

export type Box = Place & { readonly role: Role } & (
    | { readonly kind: "fill"; readonly ink: Ink }
    | { readonly kind: "text"; readonly ink: Ink; readonly font: FontName; readonly text: string }
    /** `text` as a QR code that fills the place with whole pixels. */
    | { readonly kind: "qr"; readonly text: string }
  );

/** What the layout must know of a display. */
export interface Display {
  readonly widthPx: number;
  readonly heightPx: number;
  /** The corners can't be seen: the display is the circle in the middle. */
  readonly round?: boolean;
  /** Radius of corners that are rounded off. */
  readonly cornerPx?: number;
  /** Pixels are on or off. */
  readonly monochrome?: boolean;
  /** The text fonts that the build has with Chinese and all else (`wideFonts`) in their place. */
  readonly wide?: readonly TextFontName[];
}

/** Text font → the one of its size with all of GB 2312 and more, in which all its widths are the same: a build has either. */
export const wideFonts = frozen({
  "Text-12": "Wide-12",
  "Text-16": "Wide-16",
  "Text-20": "Wide-20",
} as const);

export type TextFontName = keyof typeof wideFonts;
export type WideFontName = (typeof wideFonts)[TextFontName];

/** The font of the build in which that text is drawn. */
export function builtFont(font: FontName, display: Display): FontName | WideFontName {
  const wide = wideFonts[font as TextFontName];
  return wide !== undefined && display.wide?.includes(font as TextFontName) ? wide : font;
}
