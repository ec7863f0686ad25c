/** How wide text is in the device's fonts, and where its lines end. */
import { frozen } from "../../core/frozen.js";
import type { FontName } from "./drawing.js";
import { beyondAscii, fonts } from "./widths.generated.js";

/** Stands for each character that the fonts don't have. */
export const replacement = "\u25a1";

/** What servers like to write, as what the fonts have. */
const alike: Readonly<Record<string, string>> = frozen({
  "\u00a0": " ",
  "\u3000": " ",
  "\u2010": "-",
  "\u2011": "-",
  "\u2013": "-",
  "\u2014": "-",
  "\u2015": "-",
  "\u2018": "'",
  "\u2019": "'",
  "\u201a": "'",
  "\u301c": "~",
  "\u300c": "\u201c",
  "\u300d": "\u201d",
  "\u00b7": "-",
  "\u2022": "-",
});

/** U+00C0 to U+00FF less what stands on the letters. */
const latin = "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty";

const isAscii = (character: string): boolean => character >= " " && character <= "~";

const has = (character: string): boolean => isAscii(character) || beyondAscii.includes(character);

/**
 * The text in characters that the fonts have: wide Latin becomes narrow, what has no likeness becomes `replacement`, emoji and
 * marks that stand on another character go. All of it is ASCII or one code unit a character.
 */
export function shown(text: string): string {
  // Most texts can stay as they are, which makes no new string.
  if (/^[ -~]*$/.test(text) || [...text].every(has)) return text;
  let kept = "";
  for (const character of text) {
    if (has(character)) {
      kept += character;
      continue;
    }
    const point = character.codePointAt(0) ?? 0;
    if (point >= 0xc0 && point <= 0xff) kept += latin.charAt(point - 0xc0);
    // The wide forms of ASCII that aren't in the fonts themselves.
    else if (point > 0xff00 && point <= 0xff5e) kept += String.fromCodePoint(point - 0xfee0);
    else kept += alike[character] ?? (isMark(point) ? "" : replacement);
  }
  return kept;
}

/** Combining marks, joiners, variation selectors; and emoji, for which a box would say nothing. */
const isMark = (point: number): boolean =>
  (point >= 0x300 && point <= 0x36f) ||
  (point >= 0x200b && point <= 0x200f) ||
  (point >= 0x20d0 && point <= 0x20ff) ||
  (point >= 0x2600 && point <= 0x27bf) ||
  (point >= 0xfe00 && point <= 0xfe0f) ||
  (point >= 0x1f000 && point <= 0x1faff) ||
  point >= 0xe0000;

function advanceOf(font: FontName, code: number): number {
  const { ascii, sizePx } = fonts[font];
  return code <= 126 ? (ascii[code - 32] ?? 0) : sizePx;
}

/** In pixels; `text` as `shown` gives it. */
export function widthOf(font: FontName, text: string): number {
  let width = 0;
  for (let at = 0; at < text.length; at++) width += advanceOf(font, text.charCodeAt(at));
  return width;
}

/** The font has every character of an ASCII text. */
export function canShow(font: FontName, text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    if (!isAscii(text.charAt(at)) || advanceOf(font, text.charCodeAt(at)) === 0) return false;
  }
  return true;
}

const mustNotStart = "，。、；：！？）》”’…,.;:!?)";
const mustNotEnd = "（《“‘(";

const space = 32;
const tilde = 126;
/** Where a web address has its parts: after - . / @ _ */
const endsPart = (code: number): boolean => (code >= 45 && code <= 47) || code === 64 || code === 95;

/**
 * A line may be broken after a space and on either side of a wide character, but for marks. By codes, since on the device each
 * character taken out of a text is a new string.
 */
function mayBreak(text: string, at: number, before: number, after: number): boolean {
  if (before === space || after === space) return after !== space;
  if (before <= tilde && after <= tilde) return false;
  return !mustNotStart.includes(text.charAt(at)) && !mustNotEnd.includes(text.charAt(at - 1));
}

/**
 * What fits of `text` into `widthPx`, and the rest (empty at the end). At least one character is taken, so that a loop ends; a word
 * that is longer than a line is cut, if possible where a web address has its parts.
 */
export function takeLine(
  font: FontName,
  text: string,
  widthPx: number,
): readonly [line: string, rest: string] {
  const { length } = text;
  let width = 0;
  let breakAt = 0;
  let partAt = 0;
  let before = space;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (at > 0 && mayBreak(text, at, before, code)) breakAt = at;
    if (at > 0 && endsPart(before)) partAt = at;
    before = code;
    width += advanceOf(font, code);
    // A space at the end of a line needs no room.
    if (width <= widthPx || code === space) continue;
    const end = breakAt || partAt || Math.max(1, at);
    return [text.slice(0, end).trimEnd(), text.slice(end).trimStart()];
  }
  return [text.trimEnd(), ""];
}
