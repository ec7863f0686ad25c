/**
 * Glyphs for characters that a device's font doesn't have (`glyph_push`), drawn from the font that the boards' own are made of. The font's
 * package is for development only: where it is not installed, texts go without glyphs.
 */
import { wideCharacters } from "../../fonts/characters.js";
import type { Outlines } from "../../fonts/outlines.js";
import type { HelloMessage } from "../schemas.js";

type TextFont = NonNullable<HelloMessage["text_font"]>;

export interface GlyphPush {
  readonly v: 1;
  readonly bundle: string;
  readonly size: number;
  readonly bpp: number;
  readonly glyphs: readonly Readonly<Record<string, string | number>>[];
}

/** What goes with that text; `undefined`: nothing has to, or nothing can. */
export type GlyphSource = (text: string) => GlyphPush | undefined;

const bundle = "noto-v1";
const bpp = 4;
const glyphsMax = 64;

/** What every device's font has, by the name that its hello gives ("common"). */
const common = new Set(wideCharacters());

/** Letters of any script that have to be sent. ASCII and its wide forms every device has; emoji and marks are left out: the font has none. */
export const uncommonOf = (text: string): string[] =>
  [...new Set(text)]
    .filter((character) => /^[^\0-\x7f\uff01-\uff5e]$/u.test(character))
    .filter((character) => /^\p{L}$/u.test(character) && !common.has(character))
    .slice(0, glyphsMax);

/** For a device whose hello asks for glyphs; `undefined`: it doesn't, or it has a font that is unknown here. */
export function wantedFont(hello: HelloMessage): TextFont | undefined {
  const font = hello.text_font;
  if (hello.features?.glyph_push !== true || font === undefined) return undefined;
  return font.bundle === bundle && font.bpp === bpp ? font : undefined;
}

/** Loads the outlines (a second or so, once). */
export async function glyphSource({ size }: TextFont): Promise<GlyphSource> {
  loading ??= load();
  const tools = await loading;
  if (tools === undefined) return () => undefined;
  return (text) => {
    const glyphs = uncommonOf(text)
      .map((character) => tools(character, size))
      .filter((glyph) => glyph !== undefined);
    return glyphs.length === 0 ? undefined : { v: 1, bundle, size, bpp, glyphs };
  };
}

type Draw = (character: string, sizePx: number) => GlyphPush["glyphs"][number] | undefined;

let loading: Promise<Draw | undefined> | undefined;

async function load(): Promise<Draw | undefined> {
  try {
    const [{ outlinesOf }, { rasterised }] = await Promise.all([
      import("../../fonts/outlines.js"),
      import("../../fonts/raster.js"),
    ]);
    const outlines: Outlines = outlinesOf(500);
    return (character, sizePx) => {
      const outline = outlines(character);
      if (outline === undefined) return undefined;
      const { glyph, unitsPerEm } = outline;
      const raster = rasterised(glyph.getPath(0, 0, sizePx).commands);
      return {
        codepoint: character.codePointAt(0) ?? 0,
        adv_w: Math.round((glyph.advanceWidth * sizePx) / unitsPerEm),
        box_w: raster.width,
        box_h: raster.height,
        ofs_x: raster.left,
        ofs_y: -(raster.top + raster.height),
        bitmap: packed(raster.coverage),
      };
    };
  } catch {
    // Not installed, or unreadable.
    return undefined;
  }
}

/** Four bits a pixel, the first in the upper half of a byte, rows without gaps. */
function packed(coverage: Uint8Array): string {
  const bytes = Buffer.alloc(Math.ceil(coverage.length / 2));
  coverage.forEach((value, at) => {
    const shade = Math.round((value * 15) / 255);
    bytes[at >> 1] = (bytes[at >> 1] ?? 0) | (at & 1 ? shade : shade << 4);
  });
  return bytes.toString("base64");
}
