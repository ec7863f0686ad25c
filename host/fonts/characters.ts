/** Which characters the device's fonts have. */
import { wordings } from "../../src/core/screen/wording.js";

export const ascii = Array.from({ length: 95 }, (_, at) => String.fromCodePoint(32 + at));

/** Stands for every character that the fonts don't have. */
export const replacement = "\u25a1";

/** Clipped texts end with it; servers like the others. */
const marks = "…，。、；：！？（）《》“”‘’";

/** All beyond ASCII that the project itself says in any language, ascending. */
export function wordingCharacters(): string[] {
  const all = [...Object.values(wordings).flatMap((wording) => Object.values(wording)), marks, replacement];
  return [...new Set(all.join(""))].filter((character) => character > "~").sort();
}

export const digitCharacters = [..."0123456789:%"];
export const codeCharacters = [...digitCharacters, "-", ..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].sort();
