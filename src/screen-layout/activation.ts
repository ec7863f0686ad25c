/** The screen with a code: the code stays in place, words and QR code share the rest or take turns. */
import { frozen } from "../core/frozen.js";
import type { ScreenModel } from "../core/screen/model.js";
import { type Block, codeBlocks, plainBlock } from "./code.js";
import type { Box, Display, FontName } from "./drawing.js";
import { flowed, type Paragraph } from "./flow.js";
import { centredIn, isSmall, isTight, marginOf, spanOf } from "./geometry.js";
import { qrModules, quietModules } from "./qr.js";

export interface Body {
  /** On every page. */
  readonly fixed: readonly Box[];
  /** At least one. */
  readonly pages: readonly (readonly Box[])[];
}

interface Turns extends Body {
  /** Pixels a module of the QR code; 0: there is none. */
  readonly scale: number;
}

interface Room {
  readonly display: Display;
  readonly top: number;
  readonly bottom: number;
}

/** Pixels a module: fewer can't be read by a phone; more are of no use. */
const scales = frozen([4, 3, 2]);
const legibleScale = 3;
const minTextEms = 7;
const gap = 6;

/** `textFonts` from the one to prefer to the smallest that can be read. */
export function activationBody(
  model: ScreenModel,
  paragraphs: readonly Paragraph[],
  room: Room,
  textFonts: readonly FontName[],
): Body {
  const smallest = textFonts[textFonts.length - 1] ?? "Text-12";
  const blocks = codeBlocks(model.code ?? "", room.display, room.top, room.bottom, smallest);
  const modules = model.qr === undefined ? undefined : qrModules(model.qr);
  // A smaller code costs less than a second page, but no code is made smaller by more than one step for that.
  for (const code of blocks.slice(0, 2)) {
    const rest = { ...room, top: code.bottom + (isTight(room.display) ? 1 : gap) };
    for (const font of textFonts) {
      const body = onePage(model.qr, modules, paragraphs, rest, font);
      if (body) return { fixed: code.boxes, pages: [body] };
    }
  }
  // A QR code that a phone can read is worth a smaller code on its page.
  const top = isSmall(room.display) ? marginOf(room.display) / 4 : room.top;
  const small = plainBlock(model.code ?? "", room.display, Math.floor(top), textFonts[0] ?? smallest);
  const [first, second] = blocks
    .slice(0, 2)
    .map((code) => turns(code, small, model.qr, modules, paragraphs, room, textFonts));
  const better =
    first &&
    second &&
    (second.scale > first.scale ||
      (second.scale === first.scale && second.pages.length < first.pages.length));
  return (better ? second : first) ?? { fixed: [], pages: [[]] };
}

/** All at once, if there is room for it. */
function onePage(
  qr: string | undefined,
  modules: number | undefined,
  paragraphs: readonly Paragraph[],
  room: Room,
  font: FontName,
): readonly Box[] | undefined {
  const { display, top, bottom } = room;
  const plain = { top, bottom, span: (from: number, to: number) => spanOf(display, from, to) };
  if (qr === undefined || modules === undefined) return single(paragraphs, font, true, plain);
  for (const scale of scales.filter((each) => each >= legibleScale)) {
    const side = (modules + 2 * quietModules) * scale;
    const beside = besideWords(paragraphs, font, side, room);
    if (beside) return [...beside.words, ...qrBoxes(qr, modules, scale, beside.x, beside.y)];
    const words = single(paragraphs, font, true, { ...plain, bottom: bottom - side - gap });
    if (!words) continue;
    const span = spanOf(display, bottom - side, bottom);
    if (span.width < side) continue;
    return [...words, ...qrBoxes(qr, modules, scale, centredIn(span, side), bottom - side)];
  }
  return undefined;
}

function besideWords(paragraphs: readonly Paragraph[], font: FontName, side: number, room: Room) {
  const { display, top, bottom } = room;
  const margin = marginOf(display) + 2;
  const width = display.widthPx - 2 * margin - side - gap - 2;
  if (display.round || side > bottom - top || width < minTextEms * Number(font.slice(5))) return undefined;
  const words = single(paragraphs, font, false, { top, bottom, span: () => ({ x: margin, width }) });
  return (
    words && { words, x: display.widthPx - margin - side, y: top + Math.floor((bottom - top - side) / 2) }
  );
}

function single(
  paragraphs: readonly Paragraph[],
  font: FontName,
  centred: boolean,
  area: Parameters<typeof flowed>[2],
): readonly Box[] | undefined {
  const { pages } = flowed(paragraphs, { font, centred, gap: 2 }, area);
  return pages.length === 1 ? pages[0] : undefined;
}

/** Pages of words, then the QR code if it can be drawn large enough. The code is on each of them. */
function turns(
  code: Block,
  small: Block,
  qr: string | undefined,
  modules: number | undefined,
  paragraphs: readonly Paragraph[],
  room: Room,
  textFonts: readonly FontName[],
): Turns {
  const { display } = room;
  const tight = isTight(display);
  const under = (block: Block) => ({
    top: block.bottom + (tight ? 1 : gap),
    bottom: room.bottom - pageMarkRows(display),
    span: (from: number, to: number) => spanOf(display, from, to),
  });
  // Where lines are few the code is large on the first page, and leaves more of them to the others.
  const later = tight ? small : code;
  const area = { ...under(code), laterTop: under(later).top };
  const flows = textFonts.map((font) =>
    flowed(paragraphs, { font, centred: true, gap: tight ? 0 : 2 }, area),
  );
  const fewest = Math.min(...flows.map(({ pages }) => pages.length));
  // The larger font unless it costs a page.
  const words = flows.find(({ pages: each }) => each.length === fewest)?.pages ?? [[]];
  const pages = words.map((page, at) => [...(at === 0 ? code : later).boxes, ...page]);
  if (qr === undefined || modules === undefined) return { fixed: [], pages, scale: 0 };
  for (const block of [code, small])
    for (const scale of scales) {
      // As long as a phone can read it, the code stays as large as it is.
      if (block === code && scale < legibleScale) continue;
      const side = (modules + 2 * quietModules) * scale;
      const { top, bottom } = block === code ? under(block) : qrRoom(block, room);
      const y = top + Math.floor((bottom - top - side) / 2);
      const span = spanOf(display, y, y + side);
      if (side > bottom - top || span.width < side) continue;
      pages.push([...block.boxes, ...qrBoxes(qr, modules, scale, centredIn(span, side), y)]);
      return { fixed: [], pages, scale };
    }
  return { fixed: [], pages, scale: 0 };
}

/** Below a code in small letters. On a small display down to the page marks: the network's icon stands beside the QR code. */
function qrRoom(block: Block, { display, bottom }: Room) {
  const marks = pageMarkRows(display);
  const beside = isSmall(display) && !display.round && !isTight(display);
  return beside
    ? { top: block.bottom + 2, bottom: display.heightPx - marginOf(display) - marks / 2 }
    : { top: block.bottom + gap, bottom: bottom - marks };
}

/** A light square with the quiet zone, and the code inside. */
function qrBoxes(text: string, modules: number, scale: number, x: number, y: number): Box[] {
  const side = (modules + 2 * quietModules) * scale;
  const inset = quietModules * scale;
  const inner = modules * scale;
  return [
    { kind: "fill", role: "qr", ink: "paper", x, y, width: side, height: side },
    { kind: "qr", role: "qr", text, x: x + inset, y: y + inset, width: inner, height: inner },
  ];
}

/** Rows at the bottom that tell which page is shown. */
export const pageMarkRows = (display: Display): number => (isTight(display) ? 3 : 7);
