/** The screen port on Piu: one content that draws the boxes of `layout.ts`. */

import Resource from "Resource";
import qrcode from "data/qrcode";
import { Application, Port, Skin, Style } from "piu/MC";
import type { Screen } from "../../core/ports.js";
import type { ScreenModel } from "../../core/screen/model.js";
import { type Box, type Display, type FontName, wideFonts } from "./drawing.js";
import { type Drawing, layout } from "./layout.js";
import { blackAndWhite, colors } from "./palettes.js";
import { type DarkPart, darkParts, maxQrVersion } from "./qr.js";
import { changedPlaces, wordsKey } from "./redraw.js";

export interface ModdableScreenOptions {
  /** The monotonic clock that the model's moments are on. */
  readonly nowMs: () => number;
  /** Wraps what Piu calls: an exception there would end the virtual machine. */
  readonly guard: <Arguments extends unknown[]>(
    run: (...given: Arguments) => void,
  ) => (...given: Arguments) => void;
  /** A finger came onto the display, or left it. */
  readonly touched?: (down: boolean) => void;
  /** Only the circle in the middle can be seen. */
  readonly round?: boolean;
  /** Pixels are on or off. */
  readonly monochrome?: boolean;
  /** Time of day for standby, "9:41"; `undefined` while it isn't known. */
  readonly clock?: () => string | undefined;
}

/** Bytes for one frame; what is over would not be drawn. What is used of them: docs/moddable-screen.md. */
const displayListLength = 4096;
const commandListLength = 8192;
const tickMs = 1000;

/** To be called once, when the display is there. A board without one gets a screen that shows nothing. */
export function moddableScreen(options: ModdableScreenOptions): Screen<ScreenModel> {
  if ((globalThis as { screen?: unknown }).screen === undefined) return { show: () => {} };
  const palette = options.monochrome ? blackAndWhite : colors;
  const application = new Application(null, {
    commandListLength,
    displayListLength,
    touchCount: options.touched === undefined ? 0 : 1,
    skin: new Skin({ fill: palette.ground }),
  });
  const monochrome = options.monochrome ?? false;
  const { text, wide } = wideFonts[monochrome ? "monochrome" : "shades"];
  const display: Display = {
    widthPx: application.width,
    heightPx: application.height,
    round: options.round ?? false,
    monochrome,
    wide: Resource.exists(`${wide}.bf4`),
  };
  const styles: Partial<Record<FontName, Style>> = {};
  let model: ScreenModel | undefined;
  let key = "";
  let sinceMs = 0;
  let drawing: Drawing = { boxes: [], moving: false, pages: 1 };
  let qr: { readonly text: string; readonly side: number; readonly parts: readonly DarkPart[] } | undefined;
  let ticking = false;

  const styleOf = (font: FontName): Style => {
    const style = styles[font] ?? new Style({ font: display.wide && font === text ? wide : font });
    styles[font] = style;
    return style;
  };
  const draw = options.guard((to: Port, x: number, y: number, width: number, height: number) => {
    for (const box of drawing.boxes) {
      if (box.x >= x + width || box.y >= y + height || box.x + box.width <= x || box.y + box.height <= y)
        continue;
      if (box.kind === "fill") to.fillColor(palette[box.ink], box.x, box.y, box.width, box.height);
      else if (box.kind === "text")
        to.drawString(box.text, styleOf(box.font), palette[box.ink], box.x, box.y);
      else drawQr(to, box);
    }
  });
  const tick = options.guard(() => refresh());
  const touched = options.guard((down: boolean) => options.touched?.(down));
  const port = new Port(null, {
    left: 0,
    right: 0,
    top: 0,
    bottom: 0,
    active: options.touched !== undefined,
    Behavior: class {
      onDraw(to: Port, x: number, y: number, width: number, height: number): void {
        draw(to, x, y, width, height);
      }
      onTimeChanged(): void {
        tick();
      }
      onTouchBegan(): void {
        touched(true);
      }
      onTouchEnded(): void {
        touched(false);
      }
      onTouchCancelled(): void {
        touched(false);
      }
    },
  });
  port.interval = tickMs;
  application.add(port);

  function refresh(): void {
    if (model === undefined) return;
    const nowMs = options.nowMs();
    const old = drawing;
    drawing = layout(model, display, { nowMs, sinceMs, clock: options.clock?.() });
    // Some letters reach a pixel or two beyond their width.
    for (const place of changedPlaces(old.boxes, drawing.boxes))
      port.invalidate(place.x - 2, place.y, place.width + 4, place.height);
    // The clock moves on standby even when nothing else does.
    const wanted = drawing.moving || (options.clock !== undefined && model.view === "standby");
    if (wanted === ticking) return;
    ticking = wanted;
    if (wanted) port.start();
    else port.stop();
  }

  /**
   * Not Piu's own QR code: with it the heap ran full, since (by its source) the garbage collector stays off after a frame with
   * several dirty parts; and it draws on displays of 16 bits a pixel only.
   */
  function drawQr(to: Port, box: Box & { readonly kind: "qr" }): void {
    if (qr?.text !== box.text) {
      const made = qrcode({ input: box.text, maxVersion: maxQrVersion });
      qr = { text: box.text, side: made.size, parts: darkParts(new Uint8Array(made), made.size) };
    }
    const scale = Math.floor(box.width / qr.side);
    const inset = Math.floor((box.width - scale * qr.side) / 2);
    for (const [x, y, width, height] of qr.parts)
      to.fillColor(
        palette.ground,
        box.x + inset + x * scale,
        box.y + inset + y * scale,
        width * scale,
        height * scale,
      );
  }

  const show = options.guard((next: ScreenModel) => {
    const nextKey = wordsKey(next);
    if (nextKey !== key) sinceMs = options.nowMs();
    key = nextKey;
    model = next;
    refresh();
  });
  return { show };
}
