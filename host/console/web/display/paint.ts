/** Draws the boxes of the boards' layout onto a canvas, pixel by pixel as a board does. */
import { type Box, builtFont, type Display } from "../../../../src/screen-layout/drawing.js";
import { blackAndWhite, colors, type Palette } from "../../../../src/screen-layout/palettes.js";
import { qrParts } from "./qr-parts.js";
import type { Sheet, SheetName } from "./sheets.js";

export type Sheets = ReadonlyMap<SheetName, Sheet | undefined>;

export const paletteOf = (display: Display): Palette => (display.monochrome ? blackAndWhite : colors);

/** What must be there before these boxes can be painted. */
export function sheetsFor(boxes: readonly Box[], display: Display): Set<SheetName> {
  return new Set(boxes.flatMap((box) => (box.kind === "text" ? [builtFont(box.font, display)] : [])));
}

export function paint(
  pen: CanvasRenderingContext2D,
  boxes: readonly Box[],
  display: Display,
  sheets: Sheets,
): void {
  const palette = paletteOf(display);
  pen.fillStyle = palette.ground;
  pen.fillRect(0, 0, display.widthPx, display.heightPx);
  for (const box of boxes) {
    if (box.kind === "fill") {
      pen.fillStyle = palette[box.ink];
      pen.fillRect(box.x, box.y, box.width, box.height);
    } else if (box.kind === "text")
      write(pen, box, palette[box.ink], sheets.get(builtFont(box.font, display)));
    else {
      pen.fillStyle = palette.ground;
      for (const part of qrParts(box)) pen.fillRect(...part);
    }
  }
}

function write(
  pen: CanvasRenderingContext2D,
  box: Box & { readonly kind: "text" },
  color: string,
  sheet: Sheet | undefined,
): void {
  pen.fillStyle = color;
  let x = box.x;
  for (const character of box.text) {
    const glyph = sheet?.glyphs.get(character.codePointAt(0) ?? 0);
    if (sheet && glyph) {
      const { width, height } = glyph;
      if (width > 0 && height > 0)
        pen.drawImage(
          sheet.tinted(color),
          glyph.x,
          glyph.y,
          width,
          height,
          x + glyph.left,
          box.y + glyph.top,
          width,
          height,
        );
      x += glyph.advance;
    } else x += writePlain(pen, character, x, box);
  }
}

/** In the browser's own letters, for what the font lacks. Returns the advance. */
function writePlain(pen: CanvasRenderingContext2D, character: string, x: number, box: Box): number {
  const sizePx = Math.round(box.height * 0.75);
  pen.font = `${sizePx}px sans-serif`;
  pen.textBaseline = "middle";
  pen.fillText(character, x, box.y + box.height / 2);
  return Math.round(pen.measureText(character).width);
}
