/// <reference path="./opentype.d.ts" />
/**
 * `npm run fonts`: the fonts of the device's screen, made anew from Noto Sans SC (and Noto Sans) after the wording has changed. Writes
 * src/screen-layout/fonts/ and the table of widths beside it.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { PathCommand } from "opentype.js";
import { type BitmapFont, type BitmapGlyph, bmfont } from "./bmfont.js";
import {
  ascii,
  codeCharacters,
  digitCharacters,
  isNarrow,
  narrowBlocks,
  replacement,
  wideCharacters,
  wordingCharacters,
} from "./characters.js";
import { type Outlines, outlinesOf } from "./outlines.js";
import { cropped, rasterised, shaded } from "./raster.js";
import { wideTable } from "./wide-table.js";

const layoutFolder = fileURLToPath(new URL("../../src/screen-layout/", import.meta.url));
const heading = `/** Made by \`npm run fonts\` (host/fonts/main.ts) from Noto Sans SC and Noto Sans, SIL Open Font License 1.1. */\n`;

interface Wanted {
  readonly name: string;
  readonly sizePx: number;
  readonly weight: 500 | 700;
  /** `wide`: text that a wide font has the same characters of, and many more. */
  readonly kind: "text" | "wide" | "digits";
  readonly characters: readonly string[];
  /** On or off, for displays without shades; the share of a pixel that turns it on. */
  readonly threshold?: number;
  /** Shades on either end that are made empty and full, which saves a tenth of the flash and can't be seen. */
  readonly snap?: number;
}

function wantedFonts(): Wanted[] {
  const text = { weight: 500, kind: "text", characters: [...ascii, ...wordingCharacters()] } as const;
  const wide = {
    weight: 500,
    kind: "wide",
    characters: [...new Set([...text.characters, ...wideCharacters()])],
  } as const;
  const digits = { weight: 700, kind: "digits" } as const;
  return [
    { name: "Text-12", sizePx: 12, threshold: 0.42, ...text },
    { name: "Text-14", sizePx: 14, ...text },
    { name: "Text-16", sizePx: 16, ...text },
    { name: "Text-20", sizePx: 20, ...text },
    { name: "Wide-12", sizePx: 12, threshold: 0.42, ...wide },
    { name: "Wide-16", sizePx: 16, snap: 2, ...wide },
    { name: "Wide-20", sizePx: 20, snap: 2, ...wide },
    { name: "Digits-30", sizePx: 30, characters: codeCharacters, threshold: 0.5, ...digits },
    { name: "Digits-34", sizePx: 34, characters: codeCharacters, ...digits },
    { name: "Digits-46", sizePx: 46, characters: digitCharacters, ...digits },
    { name: "Digits-60", sizePx: 60, characters: digitCharacters, ...digits },
    { name: "Digits-84", sizePx: 84, characters: digitCharacters, ...digits },
  ];
}

/** An empty box as wide as a Chinese character, which Noto Sans SC doesn't have. */
function box(sizePx: number): PathCommand[] {
  const line = Math.max(1, Math.round(sizePx / 16));
  const [left, right] = [line, sizePx - line];
  const [top, bottom] = [-Math.round(sizePx * 0.82), Math.round(sizePx * 0.06)];
  const ring = (inset: number, clockwise: boolean): PathCommand[] => {
    const [l, r, t, b] = [left + inset, right - inset, top + inset, bottom - inset];
    const corners = clockwise ? [l, t, r, t, r, b, l, b] : [l, t, l, b, r, b, r, t];
    const points = [0, 2, 4, 6].map((at) => ({ x: corners[at] ?? 0, y: corners[at + 1] ?? 0 }));
    return [...points.map((point, at) => ({ type: at === 0 ? "M" : "L", ...point }) as const), { type: "Z" }];
  };
  return [...ring(0, true), ...ring(line, false)];
}

function made(wanted: Wanted, outlines: Outlines): BitmapFont {
  const { name, sizePx } = wanted;
  const glyphs = wanted.characters.map((character): BitmapGlyph => {
    const codePoint = character.codePointAt(0) ?? 0;
    if (character === replacement)
      return { codePoint, advance: sizePx, raster: rasterised(box(sizePx), wanted.threshold) };
    const outline = outlines(character);
    if (outline === undefined) throw new Error(`No font has ${character} (${codePoint.toString(16)}).`);
    const { glyph, unitsPerEm } = outline;
    const narrow = Math.round((glyph.advanceWidth * sizePx) / unitsPerEm);
    // Letters have their own widths; all else is as wide as a Chinese character, and narrow signs stand in the middle of that.
    const advance = codePoint > 126 && !isNarrow(codePoint) ? sizePx : narrow;
    const left = Math.round((advance - narrow) / 2);
    const raster = rasterised(glyph.getPath(left, 0, sizePx).commands, wanted.threshold);
    return { codePoint, advance, raster: wanted.snap === undefined ? raster : shaded(raster, wanted.snap) };
  });
  if (wanted.kind !== "digits") {
    const [lineHeight, ascent] = [Math.round(sizePx * 1.22), Math.round(sizePx * 0.95)];
    // What stands out of its line would stay on the display when the line is drawn anew.
    const within = glyphs.map((glyph) => ({
      ...glyph,
      raster: cropped(glyph.raster, -ascent, lineHeight - ascent),
    }));
    return { name, sizePx, lineHeight, ascent, glyphs: within };
  }
  // Digits stand alone, so their lines have no room above and below.
  const digits = glyphs.filter(({ codePoint }) => codePoint >= 48 && codePoint <= 57);
  const ascent = Math.max(...digits.map(({ raster }) => -raster.top));
  const descent = Math.max(...digits.map(({ raster }) => raster.top + raster.height));
  return { name, sizePx, lineHeight: ascent + descent, ascent, glyphs };
}

function widthsOf(font: BitmapFont): string {
  const pairs = font.glyphs
    .filter(({ codePoint }) => codePoint <= 126)
    .map(({ codePoint, advance }) => [codePoint, advance] as const);
  const advances = ascii.map((_, at) => pairs.find(([codePoint]) => codePoint === 32 + at)?.[1] ?? 0);
  const depth = Math.max(...font.glyphs.map(({ raster }) => font.ascent + raster.top + raster.height));
  const below = Math.max(0, depth - font.lineHeight);
  return `  "${font.name}": { sizePx: ${font.sizePx}, height: ${font.lineHeight}, below: ${below}, ascii: [${advances.join(", ")}] },\n`;
}

/** A character for each code point of the narrow blocks: its code, less 48, is the advance in pixels; 0 where the font has none. */
function narrowWidthsOf(font: BitmapFont): string {
  const advances = new Map(font.glyphs.map(({ codePoint, advance }) => [codePoint, advance]));
  let row = "";
  for (const [first, last] of narrowBlocks)
    for (let point = first; point <= last; point++)
      row += String.fromCharCode(48 + (advances.get(point) ?? 0));
  return `  ${font.sizePx}: ${JSON.stringify(row)},\n`;
}

mkdirSync(`${layoutFolder}fonts`, { recursive: true });
const sources = { 500: outlinesOf(500), 700: outlinesOf(700) };
let widths = "";
let narrowWidths = "";
for (const wanted of wantedFonts()) {
  const font = made(wanted, sources[wanted.weight]);
  const files = bmfont(font);
  writeFileSync(`${layoutFolder}fonts/${font.name}.fnt`, files.fnt);
  writeFileSync(`${layoutFolder}fonts/${font.name}.png`, files.png);
  // A wide font has the widths of the text font of its size.
  if (wanted.kind !== "wide") widths += widthsOf(font);
  else narrowWidths += narrowWidthsOf(font);
}
const characters = wordingCharacters();
writeFileSync(
  `${layoutFolder}widths.generated.ts`,
  `${heading}
import { frozen } from "../core/frozen.js";

/**
 * In pixels: height of a line, how far letters reach below it (digits don't), advance of each character from space to tilde; 0: the
 * font doesn't have it.
 */
export const fonts = frozen({
${widths}} as const);

/** Letters beyond ASCII that the wide fonts have: first and last code point of each block. */
export const narrowBlocks = frozen(${JSON.stringify(narrowBlocks)} as const);

/** By size of the wide font: for each code point of those blocks a character whose code, less 48, is the advance in pixels. */
export const narrowWidths = frozen({
${narrowWidths}} as const);

/** What the text fonts have beyond ASCII; each is as wide as the font's size. */
export const beyondAscii = ${JSON.stringify(characters.join(""))};
`,
);
writeFileSync(`${layoutFolder}wide.generated.ts`, `${heading}\n${wideTable(wideCharacters())}`);
process.stdout.write(`${wantedFonts().length} fonts, ${characters.length} characters beyond ASCII\n`);
