import { frozen } from "../core/frozen.js";

/** What a board says in its manifest (docs/new-board.md); the size comes from the display itself. */
export interface DisplaySettings {
  readonly shape: "rectangular" | "round";
  /** Radius of corners that are rounded off; 0: they are square. */
  readonly cornerPx: number;
  readonly colors: "color" | "monochrome";
}

export const usualDisplay: DisplaySettings = frozen({ shape: "rectangular", cornerPx: 0, colors: "color" });
