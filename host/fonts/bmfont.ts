/** The binary BMFont format, version 3 (angelcode.com/products/bmfont/doc/file_format.html): a table of glyphs beside a picture. */
import { png } from "./png.js";
import type { Raster } from "./raster.js";

export interface BitmapGlyph {
  readonly codePoint: number;
  readonly advance: number;
  readonly raster: Raster;
}

export interface BitmapFont {
  /** Of both files, less the extension. */
  readonly name: string;
  readonly sizePx: number;
  readonly lineHeight: number;
  /** From the top of a line to its baseline. */
  readonly ascent: number;
  readonly glyphs: readonly BitmapGlyph[];
}

const sheetWidth = 256;

/** Puts the glyphs onto a sheet in rows. Even x only: the tools for the device pack two pixels into a byte. */
function placed(glyphs: readonly BitmapGlyph[]) {
  let [x, y, rowHeight] = [0, 0, 0];
  const places = glyphs.map(({ raster }) => {
    if (x + raster.width > sheetWidth) [x, y, rowHeight] = [0, y + rowHeight, 0];
    const place = { x, y };
    x += raster.width + (raster.width & 1);
    rowHeight = Math.max(rowHeight, raster.height);
    return place;
  });
  return { places, height: Math.max(1, y + rowHeight) };
}

function block(type: number, data: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(type, 0);
  head.writeUInt32LE(data.length, 1);
  return Buffer.concat([head, data]);
}

/** `.fnt` and `.png` of the font. */
export function bmfont(font: BitmapFont): { readonly fnt: Buffer; readonly png: Buffer } {
  const glyphs = [...font.glyphs].sort((a, b) => a.codePoint - b.codePoint);
  const sheet = placed(glyphs);
  const pixels = new Uint8Array(sheetWidth * sheet.height * 2);
  const table = Buffer.alloc(glyphs.length * 20);
  glyphs.forEach(({ codePoint, advance, raster }, index) => {
    const place = sheet.places[index] ?? { x: 0, y: 0 };
    const at = index * 20;
    table.writeUInt32LE(codePoint, at);
    table.writeUInt16LE(place.x, at + 4);
    table.writeUInt16LE(place.y, at + 6);
    table.writeUInt16LE(raster.width, at + 8);
    table.writeUInt16LE(raster.height, at + 10);
    table.writeInt16LE(raster.left, at + 12);
    table.writeInt16LE(font.ascent + raster.top, at + 14);
    table.writeUInt16LE(advance, at + 16);
    for (let y = 0; y < raster.height; y++) {
      for (let x = 0; x < raster.width; x++) {
        const pixel = ((place.y + y) * sheetWidth + place.x + x) * 2;
        pixels[pixel + 1] = raster.coverage[y * raster.width + x] ?? 0;
      }
    }
  });
  const info = Buffer.alloc(14);
  info.writeInt16LE(font.sizePx, 0);
  // Unicode, smooth; a hundred per cent of the height.
  info.writeUInt8(0xc0, 2);
  info.writeUInt16LE(100, 4);
  const common = Buffer.alloc(15);
  common.writeUInt16LE(font.lineHeight, 0);
  common.writeUInt16LE(font.ascent, 2);
  common.writeUInt16LE(sheetWidth, 4);
  common.writeUInt16LE(sheet.height, 6);
  common.writeUInt16LE(1, 8);
  const text = (value: string) => Buffer.from(`${value}\0`, "latin1");
  return {
    fnt: Buffer.concat([
      Buffer.from("BMF\x03", "latin1"),
      block(1, Buffer.concat([info, text(font.name)])),
      block(2, common),
      block(3, text(`${font.name}.png`)),
      block(4, table),
    ]),
    png: png(sheetWidth, sheet.height, 2, pixels),
  };
}
