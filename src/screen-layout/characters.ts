/** Which characters the device's fonts have, and what is shown for all others. */
import { frozen } from "../core/frozen.js";
import { hanziRows, signPages, signRows } from "./wide.generated.js";
import { beyondAscii } from "./widths.generated.js";

/** Stands for each character that the fonts don't have. */
export const replacement = "\u25a1";

/** What servers like to write, as what all fonts have. */
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

/** U+00C0 to U+017F less what stands on the letters. */
const latin =
  "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty" +
  "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlLlLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";

/** Of what characters a text may be: those of every font, or of the wide fonts. */
export type Coverage = "wording" | "wide";

/** Looked up in a table of bits: `includes` would go through thousands of characters for each one. */
function isInWide(code: number): boolean {
  const page = code >> 8;
  const row = hanziRows[page - 0x4e] ?? signRows[signPages.indexOf(page)];
  if (row === undefined) return false;
  const at = code & 0xff;
  return (((row.charCodeAt(Math.floor(at / 6)) - 63) >> (at % 6)) & 1) === 1;
}

const isAscii = (code: number): boolean => code >= 32 && code <= 126;

/** Emoji and the like come as two codes, of which no font has either. */
function has(coverage: Coverage, code: number): boolean {
  return (
    isAscii(code) ||
    (coverage === "wide" && isInWide(code)) ||
    beyondAscii.includes(String.fromCharCode(code))
  );
}

/** The same in what every font has: wide ASCII, and signs that servers write in other forms. */
function alikeOf(character: string, point: number): string | undefined {
  // The wide forms of ASCII that aren't in the fonts themselves.
  if (point > 0xff00 && point <= 0xff5e) return String.fromCodePoint(point - 0xfee0);
  return alike[character];
}

/** The nearest that every font has. */
function likenessOf(character: string, point: number): string | undefined {
  if (point >= 0xc0 && point <= 0x17f) return latin.charAt(point - 0xc0);
  return alikeOf(character, point);
}

/** Only a wide font can show it all; what is alike in every font is not worth other letters. */
export function needsWide(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (has("wording", code) || !isInWide(code)) continue;
    if (alikeOf(text.charAt(at), code) === undefined) return true;
  }
  return false;
}

/** What stands in a text for a character whose glyph a server has sent (`pushed.ts`); `undefined`: it hasn't. */
export type StandIn = (point: number) => string | undefined;

/** A character that no font has and a server has sent. */
export function needsPushed(text: string, standIn: StandIn): boolean {
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (!has("wide", point) && standIn(point) !== undefined) return true;
  }
  return false;
}

function hasAll(coverage: Coverage, text: string): boolean {
  for (let at = 0; at < text.length; at++) if (!has(coverage, text.charCodeAt(at))) return false;
  return true;
}

/**
 * The text in characters that the fonts have: wide Latin becomes narrow, what a server has sent its stand-in, what has no likeness
 * `replacement`; emoji and marks that stand on another character go. All of it is ASCII or one code unit a character.
 */
export function shown(text: string, coverage: Coverage, standIn?: StandIn): string {
  // Most texts can stay as they are, which makes no new string.
  if (hasAll(coverage, text)) return text;
  let kept = "";
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (point <= 0xffff && has(coverage, point)) kept += character;
    else kept += likenessOf(character, point) ?? standIn?.(point) ?? (isMark(point) ? "" : replacement);
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
