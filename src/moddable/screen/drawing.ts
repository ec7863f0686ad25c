/** What a drawing is made of. Plain data: made by `layout.ts`, drawn by `screen.ts`, looked at by tests. */
import { frozen } from "../../core/frozen.js";
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
  /** Pixels are on or off. */
  readonly monochrome?: boolean;
  /** One of the text fonts has the common Chinese characters as well: `wideFonts` tells which. */
  readonly wide?: boolean;
}

/** The text font that has a wide one of its size, in which all widths are the same: a build has either. */
export const wideFonts = frozen({
  shades: { text: "Text-16", wide: "Wide-16" },
  monochrome: { text: "Text-12", wide: "Wide-12" },
} as const);
