/** Reads the boards' bitmap fonts: binary BMFont, version 3, as `npm run fonts` writes it. */

/** Where a character stands on the font's sheet, and how it is put into a line; all in pixels. */
export interface Glyph {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** From the pen and from the top of the line. */
  readonly left: number;
  readonly top: number;
  readonly advance: number;
}

export interface FontTable {
  readonly lineHeight: number;
  /** By code point. */
  readonly glyphs: ReadonlyMap<number, Glyph>;
}

const signature = 0x03464d42;
const commonBlock = 2;
const glyphBlock = 4;
const glyphBytes = 20;

/** `undefined`: this is no such file. */
export function readFont(file: ArrayBuffer): FontTable | undefined {
  const view = new DataView(file);
  if (view.byteLength < 4 || view.getUint32(0, true) !== signature) return undefined;
  const glyphs = new Map<number, Glyph>();
  let lineHeight = 0;
  for (let at = 4; at + 5 <= view.byteLength; ) {
    const [type, size] = [view.getUint8(at), view.getUint32(at + 1, true)];
    const from = at + 5;
    const end = from + size;
    if (end > view.byteLength) return undefined;
    if (type === commonBlock) lineHeight = view.getUint16(from, true);
    if (type === glyphBlock)
      for (let each = from; each + glyphBytes <= end; each += glyphBytes)
        glyphs.set(view.getUint32(each, true), {
          x: view.getUint16(each + 4, true),
          y: view.getUint16(each + 6, true),
          width: view.getUint16(each + 8, true),
          height: view.getUint16(each + 10, true),
          left: view.getInt16(each + 12, true),
          top: view.getInt16(each + 14, true),
          advance: view.getInt16(each + 16, true),
        });
    at = end;
  }
  return glyphs.size > 0 ? { lineHeight, glyphs } : undefined;
}
