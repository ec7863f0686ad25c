/**
 * Glyphs that a server has sent, as characters of a text: each stands for itself by a character for private use that tells its place in
 * the store and its advance, so that lines can be measured without the store.
 */
import { frozen } from "../core/frozen.js";
import type { Glyph, TextFont } from "../core/ports.js";

/** Places in the store: what is kept of glyphs on a board is bounded by it. */
export const pushedMax = 64;

/** In pixels; the store's cells are so wide and high. */
export const pushedSizePx = 16;

/**
 * What is asked of a server, in the words of the reference protocol: glyphs of Noto Sans, at one of the sizes that its font package has,
 * for what is not in that package's "common" characters. What our fonts have of the rest is never replaced.
 */
export const pushedFont: TextFont = frozen({
  bundle: "noto-v1",
  charset: "common",
  size: pushedSizePx,
  bpp: 4,
});

const firstCode = 0xe000;
const advances = 64;

/** `advancePx` from 1 to 63. */
export const standInOf = (place: number, advancePx: number): string =>
  String.fromCharCode(firstCode + advancePx * pushedMax + place);

const isStandIn = (code: number): boolean => code >= firstCode && code < firstCode + advances * pushedMax;

export const pushedAdvanceOf = (code: number): number | undefined =>
  isStandIn(code) ? Math.floor((code - firstCode) / pushedMax) : undefined;

export const pushedPlaceOf = (code: number): number | undefined =>
  isStandIn(code) ? (code - firstCode) % pushedMax : undefined;

/** A line's text in parts: as it stands in the font, and places of the store. `x` is the part's left, relative to the text's. */
export type Part =
  | { readonly x: number; readonly text: string }
  | { readonly x: number; readonly place: number };

/** @param widthOf of a text in the line's font */
export function partsOf(text: string, widthOf: (text: string) => number): Part[] {
  const parts: Part[] = [];
  let x = 0;
  let from = 0;
  const plain = (to: number) => {
    if (to === from) return;
    const part = text.slice(from, to);
    parts.push({ x, text: part });
    x += widthOf(part);
  };
  for (let at = 0; at < text.length; at++) {
    const place = pushedPlaceOf(text.charCodeAt(at));
    if (place === undefined) continue;
    plain(at);
    parts.push({ x, place });
    x += widthOf(text.charAt(at));
    from = at + 1;
  }
  plain(text.length);
  return parts;
}

/** Four bits a pixel, the left one in the upper half of a byte. 15 is empty and 0 full, as in all of Poco's masks. */
export const cellWidthPx = pushedSizePx;
export const cellHeightPx = 20;
export const cellBytes = (cellWidthPx / 2) * cellHeightPx;
/** From a cell's top to the baseline, as in the font of that size. */
const ascentPx = 15;

/**
 * Puts a glyph into a cell, cut off at its edges.
 * @param cell `cellBytes` long; overwritten
 */
export function drawGlyph(glyph: Glyph, cell: Uint8Array): void {
  cell.fill(0xff);
  const { widthPx, heightPx, bitmap } = glyph;
  const top = ascentPx - heightPx - glyph.abovePx;
  for (let row = 0; row < heightPx; row++) {
    const y = top + row;
    if (y < 0 || y >= cellHeightPx) continue;
    for (let column = 0; column < widthPx; column++) {
      const x = glyph.leftPx + column;
      if (x < 0 || x >= cellWidthPx) continue;
      const from = row * widthPx + column;
      const shade = ((bitmap[from >> 1] ?? 0) >> (from & 1 ? 0 : 4)) & 15;
      const at = y * (cellWidthPx / 2) + (x >> 1);
      cell[at] = (cell[at] ?? 0) & ~(x & 1 ? shade : shade << 4);
    }
  }
}
