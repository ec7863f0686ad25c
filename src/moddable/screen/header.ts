/** The top of every screen: the title, whether there is a network, and the transport of an open session. */
import { frozen } from "../../core/frozen.js";
import type { ScreenModel, View } from "../../core/screen/model.js";
import { shown } from "./characters.js";
import type { Box, Display, FontName, Ink } from "./drawing.js";
import { centredIn, highest, isSmall, isTight, marginOf, spanOf } from "./geometry.js";
import { canShow, widthOf } from "./text.js";
import { fonts } from "./widths.generated.js";

export interface Header {
  readonly boxes: readonly Box[];
  /** The first row below it. */
  readonly bottom: number;
}

const iconWidth = 11;
const iconHeight = 10;

/** Four bars of rising height; crossed out by a gap in the middle when there is no network. */
function networkIcon(network: boolean, x: number, y: number): Box[] {
  const ink: Ink = network ? "good" : "warning";
  const bar = (left: number, top: number, width: number, height: number): Box => ({
    kind: "fill",
    role: "status",
    ink,
    x: x + left,
    y: y + top,
    width,
    height,
  });
  if (network) return [0, 1, 2, 3].map((at) => bar(at * 3, 7 - at * 2, 2, 3 + at * 2));
  // Feet of the bars, and an x above them.
  const feet = [0, 1, 2, 3].map((at) => bar(at * 3, 8, 2, 2));
  return [...feet, ...[0, 1, 2, 3, 4, 5].flatMap((at) => [bar(3 + at, at, 1, 1), bar(8 - at, at, 1, 1)])];
}

const titleInks: Partial<Record<View, Ink>> = frozen({
  listening: "good",
  speaking: "accent",
  waiting: "warning",
  provisioning: "warning",
});

const transportNames = frozen({ websocket: ["websocket", "ws"], mqtt: ["mqtt"] } as const);

export function headerOf(model: ScreenModel, display: Display, titleFonts: readonly FontName[]): Header {
  const title = shown(model.title, "wording").trim();
  const ink = titleInks[model.view] ?? "text";
  const small = titleFonts[titleFonts.length - 1] ?? "Text-12";
  const names = model.status.transport === undefined ? [] : transportNames[model.status.transport];
  return display.round
    ? roundHeader(title, ink, small, names, model.status.network, display)
    : barHeader(title, ink, titleFonts, names, model.status.network, display);
}

/** On small displays the code takes the place of the title; the icon stays, right of the code or in the lower corner. */
export function cornerOf(model: ScreenModel, display: Display): Header {
  const margin = marginOf(display);
  const x = display.widthPx - margin - iconWidth;
  const y = isTight(display) ? margin + 6 : display.heightPx - margin - iconHeight;
  return { boxes: networkIcon(model.status.network, x, y), bottom: 0 };
}

/** Columns at the right, or rows at the bottom, that `cornerOf` takes. */
export const cornerColumns = iconWidth + 4;
export const cornerRows = iconHeight + 1;

function titleBox(font: FontName, text: string, ink: Ink, x: number, y: number): Box {
  const { height } = fonts[font];
  return { kind: "text", role: "title", ink, font, text, x, y, width: widthOf(font, text), height };
}

function statusText(font: FontName, text: string, x: number, y: number): Box {
  const { height } = fonts[font];
  return { kind: "text", role: "status", ink: "dim", font, text, x, y, width: widthOf(font, text), height };
}

function barHeader(
  title: string,
  ink: Ink,
  titleFonts: readonly FontName[],
  names: readonly string[],
  network: boolean,
  display: Display,
): Header {
  const margin = isSmall(display) ? 2 : marginOf(display) + 2;
  const between = isSmall(display) ? 3 : 6;
  const small = titleFonts[titleFonts.length - 1] ?? "Text-12";
  const room = display.widthPx - 2 * margin - iconWidth - between;
  const font = titleFonts.find((name) => widthOf(name, title) <= room) ?? small;
  const pad = isTight(display) ? 0 : 3;
  const height = fonts[titleFonts[0] ?? small].height + 2 * pad;
  const middle = (inner: number) => Math.floor((height - inner) / 2);
  const iconX = display.widthPx - margin - iconWidth;
  const left = room - widthOf(font, title);
  const name = names.find((each) => canShow(small, each) && widthOf(small, each) + between + 2 <= left);
  const boxes: Box[] = [
    { kind: "fill", role: "bar", ink: "bar", x: 0, y: 0, width: display.widthPx, height },
    titleBox(font, title, ink, margin, middle(fonts[font].height)),
    ...networkIcon(network, iconX, middle(iconHeight)),
  ];
  if (name !== undefined)
    boxes.push(statusText(small, name, iconX - between - widthOf(small, name), middle(fonts[small].height)));
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
  names: readonly string[],
  network: boolean,
  display: Display,
): Header {
  const statusTop = marginOf(display) + 5;
  const span = spanOf(display, statusTop, statusTop + iconHeight);
  const { height } = fonts[font];
  const boxes: Box[] = [];
  const statusFont: FontName = display.monochrome ? "Text-12" : "Text-14";
  const name = names.find((each) => widthOf(statusFont, each) + 4 + iconWidth <= span.width);
  const nameWidth = name === undefined ? 0 : widthOf(statusFont, name) + 4;
  const x = centredIn(span, nameWidth + iconWidth);
  if (name !== undefined) boxes.push(statusText(statusFont, name, x, statusTop - 3));
  boxes.push(...networkIcon(network, x + nameWidth, statusTop));
  const size = { width: widthOf(font, title), height };
  const below = statusTop + fonts[statusFont].height - 3;
  const top = highest(display, size, below, display.heightPx) ?? below;
  boxes.push(titleBox(font, title, ink, centredIn(spanOf(display, top, top + height), size.width), top));
  return { boxes, bottom: top + height };
}
