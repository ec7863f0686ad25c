/** The part of the console's page that draws displays, alone: it draws the gallery's screens and compares them with pictures. */
import { paint, sheetsFor } from "../../../host/console/web/display/paint.js";
import { type Sheet, type SheetName, sheetOf } from "../../../host/console/web/display/sheets.js";
import { type DisplayName, displays } from "../../../host/screens/displays.js";
import { galleryOf, shownAtMs, shownRssiDbm } from "../../../host/screens/models.js";
import type { Display, Place } from "../../../src/screen-layout/drawing.js";
import { barsOf } from "../../../src/screen-layout/header.js";
import { layout } from "../../../src/screen-layout/layout.js";
import type { Difference } from "./difference.js";

/** Of 255: the boards' fonts have sixteen shades, and the simulator's pictures five or six bits a colour. */
const tolerance = 24;

async function differences(name: DisplayName): Promise<Difference[]> {
  const display: Display = displays[name];
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [display.widthPx, display.heightPx];
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen) throw new Error("no canvas");
  const found: Difference[] = [];
  for (const language of ["en", "zh-CN"] as const)
    for (const [view, model] of Object.entries(galleryOf(language))) {
      const clock = view === "standby" ? "9:41" : undefined;
      const first = { nowMs: shownAtMs, sinceMs: shownAtMs, clock, bars: barsOf(shownRssiDbm) };
      for (const [page, startMs] of layout(model, display, first).startsMs.entries()) {
        const { boxes } = layout(model, display, { ...first, nowMs: shownAtMs + startMs });
        const sheets = new Map<SheetName, Sheet | undefined>();
        for (const sheet of sheetsFor(boxes, display)) sheets.set(sheet, await sheetOf(sheet));
        paint(pen, boxes, display, sheets);
        const picture = `${view}${page > 0 ? `-${page + 1}` : ""}.${language}`;
        const drawn = pen.getImageData(0, 0, canvas.width, canvas.height).data;
        const image = new Image();
        image.src = `/pictures/${name}/${picture}.png`;
        await image.decode();
        pen.drawImage(image, 0, 0);
        const wanted = pen.getImageData(0, 0, canvas.width, canvas.height).data;
        const hidden = boxes.filter((box) => box.kind === "qr");
        found.push({ picture, pixels: differing(drawn, wanted, display, hidden) });
      }
    }
  return found;
}

/** QR codes are left out: two encoders may choose different patterns for the same text. */
function differing(
  a: Uint8ClampedArray,
  b: Uint8ClampedArray,
  display: Display,
  hidden: readonly Place[],
): number {
  const { widthPx, heightPx, round, cornerPx = 0 } = display;
  const radius = round ? Math.min(widthPx, heightPx) / 2 : cornerPx;
  let pixels = 0;
  for (let at = 0; at < widthPx * heightPx; at++) {
    const [x, y] = [at % widthPx, Math.floor(at / widthPx)];
    // What can't be seen, outside of a round display or of rounded corners, is grey in the pictures.
    const across = radius - Math.min(x + 0.5, widthPx - x - 0.5);
    const down = radius - Math.min(y + 0.5, heightPx - y - 0.5);
    if (across > 0 && down > 0 && Math.hypot(across, down) > radius - 1) continue;
    if (hidden.some((box) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height))
      continue;
    for (let color = 0; color < 3; color++)
      if (Math.abs((a[at * 4 + color] ?? 0) - (b[at * 4 + color] ?? 0)) > tolerance) {
        pixels++;
        break;
      }
  }
  return pixels;
}

Object.assign(globalThis, { differences });
