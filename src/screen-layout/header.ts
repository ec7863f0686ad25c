/** The top of every screen: the title, and whether there is a network. */
import { frozen } from "../core/frozen.js";
import type { ScreenModel, View } from "../core/screen/model.js";
import { shown } from "./characters.js";
import type { Box, Display, FontName, Ink } from "./drawing.js";
import { centredIn, highest, isSmall, isTight, marginOf, spanOf } from "./geometry.js";
import { widthOf } from "./text.js";
import { fonts } from "./widths.generated.js";

export interface Header {
  readonly boxes: readonly Box[];
  /** The first row below it. */
  readonly bottom: number;
}

/** How strong the radio signal is, in bars from 1 to 4; `undefined`: it isn't known, or there is no radio. */
export type Bars = 1 | 2 | 3 | 4 | undefined;

const iconWidth = 11;
const iconHeight = 10;

/** dBm from which that many bars are filled: what phones show, roughly. */
const barsFromDbm = frozen([-67, -75, -82] as const);

/** @param rssiDbm as the radio tells it */
export function barsOf(rssiDbm: number | undefined): Bars {
  if (rssiDbm === undefined || !(rssiDbm < 0)) return undefined;
  const [four, three, two] = barsFromDbm;
  return rssiDbm >= four ? 4 : rssiDbm >= three ? 3 : rssiDbm >= two ? 2 : 1;
}

/**
 * Four bars of rising height, as many of them filled as the signal is strong; two joined squares for a network whose strength isn't
 * known; feet of bars with an x above them for none.
 */
function networkIcon(network: boolean, bars: Bars, display: Display, x: number, y: number): Box[] {
  const part = (ink: Ink, left: number, top: number, width: number, height: number): Box => ({
    kind: "fill",
    role: "status",
    ink,
    x: x + left,
    y: y + top,
    width,
    height,
  });
  if (!network) {
    const feet = [0, 1, 2, 3].map((at) => part("warning", at * 3, 8, 2, 2));
    const cross = [0, 1, 2, 3, 4, 5].flatMap((at) => [
      part("warning", 3 + at, at, 1, 1),
      part("warning", 8 - at, at, 1, 1),
    ]);
    return [...feet, ...cross];
  }
  if (bars === undefined)
    return [part("good", 0, 3, 4, 4), part("good", 4, 4, 3, 2), part("good", 7, 3, 4, 4)];
  return [0, 1, 2, 3].map((at) => {
    if (at < bars) return part("good", at * 3, 7 - at * 2, 2, 3 + at * 2);
    // Without shades an empty bar is its foot.
    return display.monochrome
      ? part("good", at * 3, 9, 2, 1)
      : part("track", at * 3, 7 - at * 2, 2, 3 + at * 2);
  });
}

const titleInks: Partial<Record<View, Ink>> = frozen({
  listening: "good",
  speaking: "accent",
  waiting: "warning",
  provisioning: "warning",
});

export function headerOf(
  model: ScreenModel,
  display: Display,
  titleFonts: readonly FontName[],
  bars: Bars,
): Header {
  const title = shown(model.title, "wording").trim();
  const ink = titleInks[model.view] ?? "text";
  const { network } = model.status;
  return display.round
    ? roundHeader(title, ink, titleFonts[titleFonts.length - 1] ?? "Text-12", network, bars, display)
    : barHeader(title, ink, titleFonts, network, bars, display);
}

/** On small displays the code takes the place of the title; the icon stays, right of the code or in the lower corner. */
export function cornerOf(model: ScreenModel, display: Display, bars: Bars): Header {
  const margin = marginOf(display);
  const x = display.widthPx - margin - iconWidth;
  const y = isTight(display) ? margin + 3 : display.heightPx - margin - iconHeight;
  return { boxes: networkIcon(model.status.network, bars, display, x, y), bottom: 0 };
}

/** Columns at the right, or rows at the bottom, that `cornerOf` takes. */
export const cornerColumns = iconWidth + 4;
export const cornerRows = iconHeight + 1;

function titleBox(font: FontName, text: string, ink: Ink, x: number, y: number): Box {
  const { height } = fonts[font];
  return { kind: "text", role: "title", ink, font, text, x, y, width: widthOf(font, text), height };
}

function barHeader(
  title: string,
  ink: Ink,
  titleFonts: readonly FontName[],
  network: boolean,
  bars: Bars,
  display: Display,
): Header {
  const small = titleFonts[titleFonts.length - 1] ?? "Text-12";
  const pad = isTight(display) ? 0 : 3;
  // Rounded corners cut the ends of the upper rows: there the title stands lower.
  const lower = Math.floor((display.cornerPx ?? 0) / 5);
  const inner = fonts[titleFonts[0] ?? small].height;
  const height = inner + 2 * pad + lower;
  const middle = (rows: number) => lower + Math.floor((inner + 2 * pad - rows) / 2);
  const span = spanOf(display, middle(inner), middle(inner) + inner);
  const inset = isSmall(display) ? 2 - marginOf(display) : 2;
  const left = span.x + inset;
  const iconX = span.x + span.width - inset - iconWidth;
  const room = iconX - left - (isSmall(display) ? 3 : 6);
  const font = titleFonts.find((name) => widthOf(name, title) <= room) ?? small;
  const boxes: Box[] = [
    { kind: "fill", role: "bar", ink: "bar", x: 0, y: 0, width: display.widthPx, height },
    titleBox(font, title, ink, left, middle(fonts[font].height)),
    ...networkIcon(network, bars, display, iconX, middle(iconHeight)),
  ];
  if (!display.monochrome) return { boxes, bottom: height };
  // Where a bar can't be a shade of its own, a line ends it.
  boxes.push({ kind: "fill", role: "bar", ink: "text", x: 0, y: height, width: display.widthPx, height: 1 });
  return { boxes, bottom: height + 1 };
}

/** Status above the title, both in the middle, where the circle is wide enough for them. */
function roundHeader(
  title: string,
  ink: Ink,
  font: FontName,
  network: boolean,
  bars: Bars,
  display: Display,
): Header {
  const statusTop = marginOf(display) + 5;
  const iconX = centredIn(spanOf(display, statusTop, statusTop + iconHeight), iconWidth);
  const { height } = fonts[font];
  const size = { width: widthOf(font, title), height };
  const below = statusTop + iconHeight + 3;
  const top = highest(display, size, below, display.heightPx) ?? below;
  return {
    boxes: [
      ...networkIcon(network, bars, display, iconX, statusTop),
      titleBox(font, title, ink, centredIn(spanOf(display, top, top + height), size.width), top),
    ],
    bottom: top + height,
  };
}
