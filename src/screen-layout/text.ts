/** How wide text is in the device's fonts, and where its lines end. */
import type { FontName } from "./drawing.js";
import { pushedAdvanceOf } from "./pushed.js";
import { fonts, narrowBlocks, narrowWidths } from "./widths.generated.js";

const space = 32;
const tilde = 126;

function advanceOf(font: FontName, code: number): number {
  const { ascii, sizePx } = fonts[font];
  if (code <= tilde) return ascii[code - 32] ?? 0;
  return pushedAdvanceOf(code) ?? narrowAdvanceOf(sizePx, code) ?? sizePx;
}

const lastNarrow = 0x20ac;

/** Of letters beyond ASCII, which only the wide fonts have; `undefined`: as wide as the font's size. */
function narrowAdvanceOf(sizePx: number, code: number): number | undefined {
  // Chinese is most of what comes here.
  if (code > lastNarrow || code < 0xa1) return undefined;
  let at = 0;
  for (const [first, last] of narrowBlocks) {
    if (code < first) return undefined;
    if (code <= last) {
      const widths = narrowWidths[sizePx as keyof typeof narrowWidths];
      return widths === undefined ? undefined : widths.charCodeAt(at + code - first) - 48 || undefined;
    }
    at += last - first + 1;
  }
  return undefined;
}

const isNarrowLetter = (code: number): boolean => code >= 0xa1 && code < 0x2000;

/** In pixels; `text` as `shown` (characters.ts) gives it. */
export function widthOf(font: FontName, text: string): number {
  let width = 0;
  for (let at = 0; at < text.length; at++) width += advanceOf(font, text.charCodeAt(at));
  return width;
}

/** The font has every character of an ASCII text. */
export function canShow(font: FontName, text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < space || code > tilde || advanceOf(font, code) === 0) return false;
  }
  return true;
}

const mustNotStart = "，。、；：！？）》”’…」』】〉〕％℃°·～,.;:!?)%";
const mustNotEnd = "（《“‘「『【〈〔￥(";

/** Where a web address has its parts: after - . / @ _ */
const endsPart = (code: number): boolean => (code >= 45 && code <= 47) || code === 64 || code === 95;

/**
 * A line may be broken after a space and on either side of a wide character, but for marks. By codes, since on the device each
 * character taken out of a text is a new string.
 */
function mayBreak(text: string, at: number, before: number, after: number): boolean {
  if (before === space || after === space) return after !== space;
  // Letters of one word, with accents or without.
  if ((before <= tilde || isNarrowLetter(before)) && (after <= tilde || isNarrowLetter(after))) return false;
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
