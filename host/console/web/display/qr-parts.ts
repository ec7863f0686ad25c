/// <reference path="../../../device/terminal/qrcode.d.ts" />
import qrcode from "qrcode";
import type { Place } from "../../../../src/screen-layout/drawing.js";
import { darkParts } from "../../../../src/screen-layout/qr.js";

export type Rectangle = [x: number, y: number, width: number, height: number];

/** The dark rectangles of a QR code that fills its place with whole pixels, as on a board. */
export function qrParts({ text, x, y, width }: Place & { readonly text: string }): Rectangle[] {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: "M" });
  const side = modules.size;
  const dark = Uint8Array.from({ length: side * side }, (_, at) =>
    modules.get(Math.floor(at / side), at % side) ? 1 : 0,
  );
  const scale = Math.floor(width / side);
  const inset = Math.floor((width - scale * side) / 2);
  return darkParts(dark, side).map((part) => [
    x + inset + part[0] * scale,
    y + inset + part[1] * scale,
    part[2] * scale,
    part[3] * scale,
  ]);
}
