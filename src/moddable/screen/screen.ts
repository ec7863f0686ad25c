/** The screen port on Piu: one content that draws the boxes of `layout.ts`. */

import Resource from "Resource";
import qrcode from "data/qrcode";
import { Application, Port, Skin, Style } from "piu/MC";
import type { DeviceFacts, Glyph, Screen } from "../../core/ports.js";
import type { ScreenModel } from "../../core/screen/model.js";
import { type Box, builtFont, type FontName } from "../../screen-layout/drawing.js";
import { type Bars, barsOf } from "../../screen-layout/header.js";
import { type Drawing, layout } from "../../screen-layout/layout.js";
import { heldMs } from "../../screen-layout/pages.js";
import { blackAndWhite, colors } from "../../screen-layout/palettes.js";
import { cellHeightPx, cellWidthPx, partsOf, pushedFont, pushedSizePx } from "../../screen-layout/pushed.js";
import { type DarkPart, darkParts, maxQrVersion } from "../../screen-layout/qr.js";
import { changedPlaces, wordsKey } from "../../screen-layout/redraw.js";
import { widthOf } from "../../screen-layout/text.js";
import { fonts } from "../../screen-layout/widths.generated.js";
import type { DisplaySettings } from "../display-settings.js";
import { displayOf } from "./display.js";
import { GlyphStore } from "./glyph-store.js";

export interface ModdableScreenOptions {
  /** What the board says of its display. */
  readonly display: DisplaySettings;
  readonly clock: {
    /** That the model's moments are on. */
    monotonicMs(): number;
    /** For standby: "9:41"; `undefined` while it or the zone isn't known. */
    timeOfDay(): string | undefined;
  };
  /** Wraps what Piu calls: an exception there would end the virtual machine. */
  readonly guard: <Arguments extends unknown[]>(
    run: (...given: Arguments) => void,
  ) => (...given: Arguments) => void;
  /** A finger came onto the display, or left it. */
  readonly touched?: (down: boolean) => void;
  /** Of the radio signal, if there is one. */
  readonly rssiDbm?: () => number | undefined;
}

export interface BoardScreen extends Screen<ScreenModel> {
  /** A person has pressed the button: where pages with a code take turns, the next one comes and stays for a while. */
  pressed(): void;
  /** Size and colours, for the report to the cloud; absent without a display. */
  readonly facts?: NonNullable<DeviceFacts["display"]>;
}

/** Bytes for one frame; what is over would not be drawn. What is used of them: docs/moddable-screen.md. */
const displayListLength = 4096;
const commandListLength = 8192;
/** Between two looks at what moves by the second, and at the clock and the signal: each look costs a drawing's worth of garbage. */
const tickMs = 1_000;
const slowTickMs = 10_000;

/** To be called once, when the display is there. A board without one gets a screen that shows nothing. */
export function moddableScreen(options: ModdableScreenOptions): BoardScreen {
  if ((globalThis as { screen?: unknown }).screen === undefined) return { show: () => {}, pressed: () => {} };
  const { guard, clock } = options;
  const palette = options.display.colors === "monochrome" ? blackAndWhite : colors;
  const application = new Application(null, {
    commandListLength,
    displayListLength,
    touchCount: options.touched === undefined ? 0 : 1,
    skin: new Skin({ fill: palette.ground }),
  });
  const display = displayOf(options.display, application, (font) => Resource.exists(`${font}.bf4`));
  const { widthPx, heightPx, monochrome = false } = display;
  // Glyphs that a server sends have the shades and the size of one of the fonts.
  const store = display.wide?.some((font) => fonts[font].sizePx === pushedSizePx)
    ? new GlyphStore()
    : undefined;
  const styles: Partial<Record<string, Style>> = {};
  let model: ScreenModel | undefined;
  let key = "";
  let sinceMs = 0;
  let held: { readonly page: number; readonly untilMs: number } | undefined;
  let drawing: Drawing = { boxes: [], moving: false, pages: 1, page: 0, startsMs: [0] };
  let qr: { readonly text: string; readonly side: number; readonly parts: readonly DarkPart[] } | undefined;
  let bars: Bars;
  let signalAtMs: number | undefined;
  let tickingMs = 0;

  const styleOf = (font: FontName): Style => {
    const style = styles[font] ?? new Style({ font: builtFont(font, display) });
    styles[font] = style;
    return style;
  };
  const draw = guard((to: Port, x: number, y: number, width: number, height: number) => {
    for (const box of drawing.boxes) {
      if (box.x >= x + width || box.y >= y + height || box.x + box.width <= x || box.y + box.height <= y)
        continue;
      if (box.kind === "fill") to.fillColor(palette[box.ink], box.x, box.y, box.width, box.height);
      else if (box.kind === "text") drawText(to, box);
      else drawQr(to, box);
    }
  });
  const tick = guard(() => refresh());
  const touched = guard((down: boolean) => options.touched?.(down));
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
  application.add(port);

  function refresh(): void {
    if (model === undefined) return;
    const nowMs = clock.monotonicMs();
    if (signalAtMs === undefined || nowMs - signalAtMs >= slowTickMs) {
      signalAtMs = nowMs;
      bars = barsOf(options.rssiDbm?.());
    }
    const old = drawing;
    const timeOfDay = model.view === "standby" ? clock.timeOfDay() : undefined;
    const standIn = store === undefined || store.isEmpty ? undefined : store.standIn;
    drawing = layout(model, display, { nowMs, sinceMs, held, clock: timeOfDay, bars, standIn });
    // Some letters reach a pixel or two beyond their width.
    for (const place of changedPlaces(old.boxes, drawing.boxes))
      port.invalidate(place.x - 2, place.y, place.width + 4, place.height);
    // The clock and the signal move on standby even when nothing else does.
    const wantedMs = drawing.moving ? tickMs : model.view === "standby" ? slowTickMs : 0;
    if (wantedMs === tickingMs) return;
    tickingMs = wantedMs;
    port.stop();
    if (wantedMs === 0) return;
    port.interval = wantedMs;
    port.start();
  }

  function drawText(to: Port, box: Box & { readonly kind: "text" }): void {
    const style = styleOf(box.font);
    const texture = store?.texture;
    if (texture === undefined) return to.drawString(box.text, style, palette[box.ink], box.x, box.y);
    for (const part of partsOf(box.text, (text) => widthOf(box.font, text))) {
      if ("text" in part) to.drawString(part.text, style, palette[box.ink], box.x + part.x, box.y);
      else
        to.drawTexture(
          texture,
          palette[box.ink],
          box.x + part.x,
          box.y,
          0,
          part.place * cellHeightPx,
          cellWidthPx,
          cellHeightPx,
        );
    }
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

  const show = guard((next: ScreenModel) => {
    const nextKey = wordsKey(next);
    if (nextKey !== key) {
      sinceMs = clock.monotonicMs();
      held = undefined;
    }
    key = nextKey;
    model = next;
    refresh();
  });
  const pressed = guard(() => {
    if (model?.code === undefined || drawing.pages < 2) return;
    held = { page: (drawing.page + 1) % drawing.pages, untilMs: clock.monotonicMs() + heldMs };
    refresh();
  });
  return {
    show,
    pressed,
    facts: { monochrome, widthPx, heightPx },
    ...(store === undefined
      ? {}
      : { textFont: pushedFont, learn: guard((glyphs: readonly Glyph[]) => store.learn(glyphs)) }),
  };
}
