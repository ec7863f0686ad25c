/** How much room text takes on a screen: East Asian characters and emoji are two columns wide, marks take none. */
import { frozen } from "../frozen.js";

/** Pairs of first and last code point, ascending. Blocks, not single characters: a table for a device. */
const wide = frozen([
  0x1100, 0x115f, 0x231a, 0x231b, 0x2329, 0x232a, 0x23e9, 0x23ec, 0x25fd, 0x25fe, 0x2614, 0x2615, 0x2648,
  0x2653, 0x26a1, 0x26a1, 0x26bd, 0x26be, 0x2705, 0x2705, 0x2728, 0x2728, 0x274c, 0x274c, 0x2753, 0x2755,
  0x2757, 0x2757, 0x2b50, 0x2b50, 0x2e80, 0x303e, 0x3041, 0x33ff, 0x3400, 0x4dbf, 0x4e00, 0xa4cf, 0xa960,
  0xa97f, 0xac00, 0xd7a3, 0xf900, 0xfaff, 0xfe10, 0xfe19, 0xfe30, 0xfe6f, 0xff01, 0xff60, 0xffe0, 0xffe6,
  0x1f004, 0x1f004, 0x1f18e, 0x1f19a, 0x1f200, 0x1f265, 0x1f300, 0x1f64f, 0x1f680, 0x1f6ff, 0x1f7e0, 0x1f7eb,
  0x1f900, 0x1f9ff, 0x1fa70, 0x1faff, 0x20000, 0x3fffd,
]);

/** Controls, combining marks, joiners, variation selectors, surrogates that stand alone, tags. */
const empty = frozen([
  0x0000, 0x001f, 0x007f, 0x009f, 0x00ad, 0x00ad, 0x0300, 0x036f, 0x061c, 0x061c, 0x1ab0, 0x1aff, 0x1dc0,
  0x1dff, 0x200b, 0x200f, 0x2028, 0x202e, 0x2060, 0x206f, 0x20d0, 0x20ff, 0xd800, 0xdfff, 0xfe00, 0xfe0f,
  0xfe20, 0xfe2f, 0xfeff, 0xfeff, 0xfff9, 0xfffb, 0xe0000, 0xe0fff,
]);

/** By halving: of the pairs the last one that begins at `point` or before. */
function within(point: number, ranges: readonly number[]): boolean {
  let low = 0;
  let high = ranges.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[2 * middle] ?? 0) <= point) low = middle + 1;
    else high = middle;
  }
  return point <= (ranges[2 * low - 1] ?? -1);
}

/** 0, 1 or 2. `char` is one code point. */
export function charColumns(char: string): number {
  const point = char.codePointAt(0) ?? 0;
  if (point >= 0x20 && point < 0x7f) return 1;
  // Chinese characters: most of what is left, and far down the tables.
  if (point >= 0x4e00 && point <= 0x9fff) return 2;
  return within(point, empty) ? 0 : within(point, wide) ? 2 : 1;
}

export function columnsOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let columns = 0;
  for (const char of text) columns += charColumns(char);
  return columns;
}

/** No character takes more than two columns: short texts need no counting. */
const surelyFits = (text: string, maxColumns: number): boolean => text.length * 2 <= maxColumns;

/** The text if it fits, else what fits of it with `…` (one column) at the end. */
export function clipColumns(text: string, maxColumns: number): string {
  if (surelyFits(text, maxColumns) || columnsOf(text) <= maxColumns) return text;
  let kept = "";
  let columns = 0;
  for (const char of text) {
    columns += charColumns(char);
    if (columns > maxColumns - 1) break;
    kept += char;
  }
  return maxColumns > 0 ? `${kept}…` : "";
}

/** A line may be broken after a space and on either side of a wide character. */
function words(text: string): string[] {
  const found: string[] = [];
  let word = "";
  for (const char of text) {
    if (charColumns(char) === 2) {
      if (word) found.push(word);
      word = "";
      found.push(char);
    } else {
      word += char;
      if (char === " ") {
        found.push(word);
        word = "";
      }
    }
  }
  if (word) found.push(word);
  return found;
}

/** Marks that must not start a line. */
const closing = "，。、；：！？」』）》…,.;:!?)";

/** Lines of at most `columns` (at least 2), broken between words; a word longer than a line is cut. Line feeds break too. */
export function wrap(text: string, columns: number): string[] {
  return text.split("\n").flatMap((paragraph) => wrapParagraph(paragraph, columns));
}

function wrapParagraph(paragraph: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  let used = 0;
  const start = (first: string) => {
    lines.push(line.trimEnd());
    line = first;
    used = columnsOf(first);
  };
  for (const word of words(paragraph)) {
    if (line && used + columnsOf(word.trimEnd()) > columns) {
      const along = closing.includes(word) ? lastWide(line) : "";
      line = line.slice(0, line.length - along.length);
      start(along);
    }
    for (const char of word) {
      const width = charColumns(char);
      if (used + width > columns && char !== " ") start("");
      line += char;
      used += width;
    }
  }
  start("");
  return lines;
}

/** The wide character at the end, which goes to the next line along with the mark that follows it; none if it is all there is. */
function lastWide(line: string): string {
  const characters = [...line];
  const last = characters[characters.length - 1] ?? "";
  return characters.length > 1 && charColumns(last) === 2 ? last : "";
}

/**
 * Clipped so that it wraps to at most `maxLines` lines of `columns`.
 * Most texts pass without being wrapped: a line and the one after it have more than `columns` between them, or there would have been no
 * break, so one line too many takes more than this room.
 */
export function clipWrapped(text: string, columns: number, maxLines: number): string {
  const room = columns * ((maxLines + 1) >> 1);
  if ((surelyFits(text, room) || columnsOf(text) <= room) && !text.includes("\n")) return text;
  let clipped = text;
  // Breaking between words wastes some room, so what fits is found by trying; the steps are few and end.
  for (let budget = columns * maxLines; budget > 0; budget -= 4) {
    clipped = clipColumns(text, budget);
    if (wrap(clipped, columns).length <= maxLines) break;
  }
  return clipped;
}
