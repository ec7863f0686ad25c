/** Every screen without a code: a clock, a face or a progress bar above the words. */
import type { ScreenModel } from "../core/screen/model.js";
import { type Body, pageMarkRows } from "./activation.js";
import { type Block, digitFonts } from "./code.js";
import type { Box, Display, FontName } from "./drawing.js";
import { faceColumns, faceRows, faceRuns } from "./faces.js";
import { flowed, type Paragraph } from "./flow.js";
import { centredIn, highest, isSmall, isTight, marginOf, spanOf } from "./geometry.js";
import { widthOf } from "./text.js";
import { fonts } from "./widths.generated.js";

export interface TalkRoom {
  readonly display: Display;
  readonly top: number;
  readonly bottom: number;
  /** "9:41", only on standby. */
  readonly clock?: string | undefined;
}

/** What stands above the words, at a given top. */
type Picture = (top: number) => Block;

const gap = 6;

export function talkBody(
  model: ScreenModel,
  paragraphs: readonly Paragraph[],
  room: TalkRoom,
  textFonts: readonly FontName[],
): Body {
  for (const picture of picturesOf(model, room)) {
    for (const font of textFonts) {
      const body = centredBody(picture, paragraphs, font, room);
      if (body) return body;
    }
  }
  return paged(paragraphs, model.progress ? progressPicture(model, room) : undefined, room, textFonts);
}

/** From the most one would like to see to nothing at all. */
function picturesOf(model: ScreenModel, room: TalkRoom): Picture[] {
  if (model.progress) return [progressPicture(model, room)];
  const rows = room.bottom - room.top;
  const face = (share: number): Picture[] => {
    const unit = Math.floor((rows * share) / faceRows);
    return unit < 1 ? [] : [(top) => faceBlock(model, unit, top, room.display)];
  };
  const both = clockPicture(room);
  const clocked = both
    ? face(0.25).map(
        (picture): Picture =>
          (top) =>
            joined(both(top), picture, Math.floor(rows / 14)),
      )
    : [];
  const nothing: Picture = (top) => ({ boxes: [], bottom: top });
  return [...clocked, ...(both ? [both] : []), ...face(0.45), ...face(0.3), ...face(0.2), nothing];
}

function joined(above: Block, below: Picture, between: number): Block {
  const under = below(above.bottom + between);
  return { boxes: [...above.boxes, ...under.boxes], bottom: under.bottom };
}

function clockPicture(room: TalkRoom): Picture | undefined {
  const { clock, display } = room;
  if (clock === undefined || !/^[0-9]{1,2}:[0-9]{2}$/.test(clock)) return undefined;
  const rows = room.bottom - room.top;
  const font = digitFonts(display).find(
    (name) =>
      fonts[name].height <= rows * 0.3 && widthOf(name, "23:59") <= display.widthPx - 2 * marginOf(display),
  );
  if (font === undefined) return undefined;
  const size = { width: widthOf(font, clock), height: fonts[font].height };
  return (top) => {
    const y = highest(display, size, top, room.bottom) ?? top;
    const x = centredIn(spanOf(display, y, y + size.height), size.width);
    const box: Box = { kind: "text", role: "clock", ink: "text", font, text: clock, x, y, ...size };
    return { boxes: [box], bottom: y + size.height };
  };
}

function faceBlock(model: ScreenModel, unit: number, top: number, display: Display): Block {
  const left = centredIn({ x: 0, width: display.widthPx }, faceColumns * unit);
  const runs = faceRuns(model.face);
  // A mouth that is a line takes fewer rows than one that laughs: in the middle is what is drawn.
  const first = Math.min(...runs.map(([, y]) => y));
  const last = Math.max(...runs.map(([, y]) => y));
  const boxes = runs.map(
    ([x, y, length]): Box => ({
      kind: "fill",
      role: "face",
      ink: "accent",
      x: left + x * unit,
      y: top + (y - first) * unit,
      width: length * unit,
      height: unit,
    }),
  );
  return { boxes, bottom: top + (last - first + 1) * unit };
}

/** Picture and words in the middle of the room, if they fit on one page. */
function centredBody(
  picture: Picture,
  paragraphs: readonly Paragraph[],
  font: FontName,
  room: TalkRoom,
): Body | undefined {
  const { display, bottom } = room;
  const tight = isTight(display);
  const at = (top: number) => {
    const block = picture(top);
    const from = block.boxes.length > 0 ? block.bottom + (tight ? 2 : isSmall(display) ? gap : 2 * gap) : top;
    const area = { top: from, bottom, span: (a: number, b: number) => spanOf(display, a, b) };
    const flow = flowed(paragraphs, { font, centred: true, gap: tight ? 0 : 4 }, area);
    const whole = flow.pages.length === 1 && from + flow.height <= bottom && fitsFace(block, display);
    const end = flow.height > 0 ? from + flow.height : block.bottom;
    return { fixed: block.boxes, pages: flow.pages, whole, height: end - top };
  };
  const first = at(room.top);
  if (!first.whole) {
    // On a round display the rows further down are wider.
    const lower = display.round ? at(room.top + Math.floor((bottom - room.top) / 8)) : first;
    return lower.whole ? lower : undefined;
  }
  const middle = at(room.top + Math.floor((bottom - room.top - first.height) / 2));
  return middle.whole ? middle : first;
}

const fitsFace = (block: Block, display: Display): boolean =>
  block.boxes.every((box) => {
    const span = spanOf(display, box.y, box.y + box.height);
    return box.x >= span.x && box.x + box.width <= span.x + span.width;
  });

function paged(
  paragraphs: readonly Paragraph[],
  picture: Picture | undefined,
  room: TalkRoom,
  textFonts: readonly FontName[],
): Body {
  const { display } = room;
  const block = picture?.(room.top) ?? { boxes: [], bottom: room.top };
  const tight = isTight(display);
  const area = {
    top: block.boxes.length > 0 ? block.bottom + (tight ? 2 : gap) : room.top,
    // There the title is on the first page alone (`layout.ts`).
    ...(tight && block.boxes.length === 0 ? { laterTop: marginOf(display) } : {}),
    bottom: room.bottom - pageMarkRows(display),
    span: (a: number, b: number) => spanOf(display, a, b),
  };
  const font = textFonts[textFonts.length - 1] ?? "Text-12";
  return {
    fixed: block.boxes,
    pages: flowed(paragraphs, { font, centred: true, gap: tight ? 0 : 4 }, area).pages,
  };
}

/** The percentage in small digits with the bar beside it. */
function progressRow(percent: number, display: Display, top: number): Block {
  const font: FontName = "Text-12";
  const { height } = fonts[font];
  const text = `${percent}%`;
  const span = spanOf(display, top, top + height);
  const barX = span.x + widthOf(font, "100%") + 4;
  const width = span.x + span.width - barX;
  const frame = {
    kind: "fill",
    role: "progress",
    ink: "text",
    x: barX,
    y: top + 4,
    width,
    height: 8,
  } as const;
  const inner = { ...frame, x: barX + 1, y: top + 5, width: width - 2, height: 6 } as const;
  const done = Math.round((inner.width * percent) / 100);
  return {
    boxes: [
      {
        kind: "text",
        role: "percent",
        ink: "text",
        font,
        text,
        x: span.x,
        y: top,
        width: widthOf(font, text),
        height,
      },
      frame,
      { ...inner, ink: "ground", x: inner.x + done, width: inner.width - done },
    ],
    bottom: top + height,
  };
}

/** The percentage in digits with a bar below; only what has arrived while the size is unknown. */
function progressPicture(model: ScreenModel, room: TalkRoom): Picture {
  const { display } = room;
  const rows = room.bottom - room.top;
  return (top) => {
    const percent = model.progress?.percent;
    if (percent !== undefined && isTight(display)) return progressRow(percent, display, top);
    const kilobytes = Math.floor((model.progress?.doneBytes ?? 0) / 1000);
    const small: FontName = display.monochrome
      ? "Text-12"
      : isSmall(display)
        ? "Text-14"
        : display.round
          ? "Text-16"
          : "Text-20";
    const across = display.widthPx - 2 * marginOf(display);
    const digits =
      digitFonts(display).find(
        (name) => fonts[name].height <= rows * 0.35 && (display.round || widthOf(name, "100%") <= across),
      ) ?? small;
    const font = percent === undefined ? small : digits;
    const text = percent === undefined ? `${kilobytes} kB` : `${percent}%`;
    const size = { width: widthOf(font, text), height: fonts[font].height };
    const y = highest(display, size, top, room.bottom) ?? top;
    const x = centredIn(spanOf(display, y, y + size.height), size.width);
    const number: Box = { kind: "text", role: "percent", ink: "text", font, text, x, y, ...size };
    if (percent === undefined) return { boxes: [number], bottom: y + size.height };
    const height = rows < 130 ? 6 : 10;
    const barTop = y + size.height + (rows < 130 ? 4 : 8);
    const span = spanOf(display, barTop, barTop + height);
    const bar = { kind: "fill", role: "progress", x: span.x, y: barTop, height } as const;
    const done = Math.round((span.width * percent) / 100);
    const boxes: Box[] = [number, { ...bar, ink: "track", width: span.width }];
    if (done > 0) boxes.push({ ...bar, ink: "good", width: done });
    return { boxes, bottom: barTop + height };
  };
}
