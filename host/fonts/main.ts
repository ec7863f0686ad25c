/// <reference path="./opentype.d.ts" />
/**
 * `npm run fonts`: the fonts of the device's screen, made anew from Noto Sans SC after the wording has changed. Writes
 * src/moddable/screen/fonts/ and the table of widths beside it.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import opentype, { type Font, type PathCommand } from "opentype.js";
import { type BitmapFont, type BitmapGlyph, bmfont } from "./bmfont.js";
import { ascii, codeCharacters, digitCharacters, replacement, wordingCharacters } from "./characters.js";
import { cropped, rasterised } from "./raster.js";

const require = createRequire(import.meta.url);
const screenFolder = fileURLToPath(new URL("../../src/moddable/screen/", import.meta.url));
const heading = `/** Made by \`npm run fonts\` (host/fonts/main.ts) from Noto Sans SC, SIL Open Font License 1.1. */\n`;

interface Wanted {
  readonly name: string;
  readonly sizePx: number;
  readonly weight: 500 | 700;
  readonly kind: "text" | "digits";
  readonly characters: readonly string[];
  /** On or off, for displays without shades; the share of a pixel that turns it on. */
  readonly threshold?: number;
}

function wantedFonts(): Wanted[] {
  const text = { weight: 500, kind: "text", characters: [...ascii, ...wordingCharacters()] } as const;
  const digits = { weight: 700, kind: "digits" } as const;
  return [
    { name: "Text-12", sizePx: 12, threshold: 0.42, ...text },
    { name: "Text-14", sizePx: 14, ...text },
    { name: "Text-16", sizePx: 16, ...text },
    { name: "Text-20", sizePx: 20, ...text },
    { name: "Digits-30", sizePx: 30, characters: codeCharacters, threshold: 0.5, ...digits },
    { name: "Digits-34", sizePx: 34, characters: codeCharacters, ...digits },
    { name: "Digits-46", sizePx: 46, characters: digitCharacters, ...digits },
    { name: "Digits-60", sizePx: 60, characters: digitCharacters, ...digits },
    { name: "Digits-84", sizePx: 84, characters: digitCharacters, ...digits },
  ];
}

function outlines(weight: number): Font {
  const path = require.resolve(
    `@fontsource/noto-sans-sc/files/noto-sans-sc-chinese-simplified-${weight}-normal.woff`,
  );
  const bytes = readFileSync(path);
  return opentype.parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
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

function made(wanted: Wanted, source: Font): BitmapFont {
  const { name, sizePx } = wanted;
  const glyphs = wanted.characters.map((character): BitmapGlyph => {
    const codePoint = character.codePointAt(0) ?? 0;
    if (character === replacement)
      return { codePoint, advance: sizePx, raster: rasterised(box(sizePx), wanted.threshold) };
    const glyph = source.charToGlyph(character);
    if (glyph.index === 0) throw new Error(`Noto Sans SC has no ${character} (${codePoint.toString(16)}).`);
    const advance = Math.round((glyph.advanceWidth * sizePx) / source.unitsPerEm);
    // Widths of Chinese characters are not in the table of widths: they must be the font's size.
    if (codePoint > 126 && advance !== sizePx) throw new Error(`${character} is ${advance} px wide.`);
    return {
      codePoint,
      advance,
      raster: rasterised(glyph.getPath(0, 0, sizePx).commands, wanted.threshold),
    };
  });
  if (wanted.kind === "text") {
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

mkdirSync(`${screenFolder}fonts`, { recursive: true });
const sources = { 500: outlines(500), 700: outlines(700) };
let widths = "";
for (const wanted of wantedFonts()) {
  const font = made(wanted, sources[wanted.weight]);
  const files = bmfont(font);
  writeFileSync(`${screenFolder}fonts/${font.name}.fnt`, files.fnt);
  writeFileSync(`${screenFolder}fonts/${font.name}.png`, files.png);
  widths += widthsOf(font);
}
const characters = wordingCharacters();
writeFileSync(
  `${screenFolder}widths.generated.ts`,
  `${heading}
import { frozen } from "../../core/frozen.js";

/**
 * In pixels: height of a line, how far letters reach below it (digits don't), advance of each character from space to tilde; 0: the
 * font doesn't have it.
 */
export const fonts = frozen({
${widths}} as const);

/** What the text fonts have beyond ASCII; each is as wide as the font's size. */
export const beyondAscii = ${JSON.stringify(characters.join(""))};
`,
);
process.stdout.write(`${wantedFonts().length} fonts, ${characters.length} characters beyond ASCII\n`);
