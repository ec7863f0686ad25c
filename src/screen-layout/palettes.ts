/** What the inks of a drawing look like. */
import { frozen } from "../core/frozen.js";
import type { Ink } from "./drawing.js";

export type Palette = Readonly<Record<Ink, string>>;

/** Light on dark: these displays glow. Every text ink has a contrast of at least 7 to 1 on the ground and the bar. */
export const colors: Palette = frozen({
  ground: "#000000",
  bar: "#1c2733",
  text: "#ffffff",
  dim: "#b4c0cc",
  accent: "#5ce1ff",
  good: "#6ee787",
  warning: "#ffc247",
  paper: "#ffffff",
  track: "#4a5866",
});

/** On or off. */
export const blackAndWhite: Palette = frozen({
  ground: "#000000",
  bar: "#000000",
  text: "#ffffff",
  dim: "#ffffff",
  accent: "#ffffff",
  good: "#ffffff",
  warning: "#ffffff",
  paper: "#ffffff",
  track: "#000000",
});
