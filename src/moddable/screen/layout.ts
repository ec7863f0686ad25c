/** Where everything of a screen stands, for any display. Pure: the same input gives the same boxes. */
import type { ScreenModel } from "../../core/screen/model.js";
import { activationBody, type Body } from "./activation.js";
import { type Coverage, needsWide, shown } from "./characters.js";
import { type Box, type Display, type FontName, type Ink, wideFonts } from "./drawing.js";
import { centredIn, isSmall, isTight, lowest, marginOf, spanOf } from "./geometry.js";
import { cornerOf, cornerRows, headerOf } from "./header.js";
import { talkBody } from "./talk.js";
import { widthOf } from "./text.js";
import { fonts } from "./widths.generated.js";
import { momentOf, paragraphsOf } from "./words.js";

export interface Drawing {
  /** From back to front. */
  readonly boxes: readonly Box[];
  /** It changes with time alone: a countdown runs or pages take turns. */
  readonly moving: boolean;
  readonly pages: number;
}

export interface Instant {
  /** The monotonic clock of the model's moments. */
  readonly nowMs: number;
  /** When these words came up: from then on pages take turns. */
  readonly sinceMs: number;
  /** Time of day, "9:41"; shown on standby. */
  readonly clock?: string | undefined;
}

export const pageMs = 4000;

interface Fonts {
  readonly title: readonly FontName[];
  readonly text: readonly FontName[];
  /** Words, code and QR code at once are worth smaller letters. */
  readonly activation: readonly FontName[];
}

/** With "wide", of the one size in which the display has a wide font: all words of a screen are in the same letters. */
function fontsFor(display: Display, coverage: Coverage): Fonts {
  const fonts = wordingFonts(display);
  if (coverage === "wording") return fonts;
  const wide: readonly FontName[] = [wideFonts[display.monochrome ? "monochrome" : "shades"].text];
  return { ...fonts, text: wide, activation: wide };
}

function wordingFonts(display: Display): Fonts {
  if (display.monochrome) return { title: ["Text-12"], text: ["Text-12"], activation: ["Text-12"] };
  if (isSmall(display)) return { title: ["Text-14", "Text-12"], text: ["Text-14"], activation: ["Text-14"] };
  if (display.round)
    return { title: ["Text-16"], text: ["Text-16", "Text-14"], activation: ["Text-16", "Text-14"] };
  return {
    title: ["Text-20", "Text-16"],
    text: ["Text-20", "Text-16"],
    activation: ["Text-20", "Text-16", "Text-14"],
  };
}

export function layout(model: ScreenModel, display: Display, instant: Instant): Drawing {
  const paragraphs = paragraphsOf(model);
  const coverage: Coverage =
    display.wide && paragraphs.some((each) => needsWide(each.text)) ? "wide" : "wording";
  const { title, text, activation } = fontsFor(display, coverage);
  const tight = isTight(display);
  const corner = model.code !== undefined && isSmall(display);
  const header = corner ? cornerOf(model, display) : headerOf(model, display, title);
  const end = display.heightPx - marginOf(display);
  const bottom = corner && !tight ? end - cornerRows : end;
  const moment = momentOf(model, instant.nowMs);
  const footer = moment && footerOf(moment.text, moment.ink, display, header.bottom, bottom, text);
  const words = paragraphs.map((each) => ({ ...each, text: shown(each.text, coverage) }));
  // Without a row of its own the moment goes with the words.
  if (moment && !footer) words.push(moment);
  const room = {
    display,
    top: header.bottom + (tight ? 1 : display.round ? 8 : 4),
    bottom: footer ? footer.y - 2 : bottom,
    clock: model.view === "standby" ? instant.clock : undefined,
  };
  const body = model.code
    ? activationBody(model, words, room, activation)
    : talkBody(model, words, room, text);
  const page = Math.floor(Math.max(0, instant.nowMs - instant.sinceMs) / pageMs) % body.pages.length;
  return {
    boxes: [
      ...header.boxes,
      ...body.fixed,
      ...(body.pages[page] ?? []),
      ...pageMarks(body, page, display, footer ? room.bottom : end),
      ...(footer ? [footer] : []),
    ],
    moving: moment !== undefined || body.pages.length > 1,
    pages: body.pages.length,
  };
}

/** A row at the bottom for the countdown, where there is room for one. */
function footerOf(
  text: string,
  ink: Ink,
  display: Display,
  top: number,
  bottom: number,
  textFonts: readonly FontName[],
): Box | undefined {
  const font = textFonts[textFonts.length - 1] ?? "Text-12";
  const size = { width: widthOf(font, text), height: fonts[font].height };
  if (display.round || display.heightPx < 200) return undefined;
  const y = lowest(display, size, top, bottom);
  if (y === undefined) return undefined;
  const x = centredIn(spanOf(display, y, y + size.height), size.width);
  return { kind: "text", role: "moment", ink, font, text, x, y, ...size };
}

/** A dot for each page, the shown one brighter. */
function pageMarks(body: Body, page: number, display: Display, bottom: number): Box[] {
  const count = body.pages.length;
  if (count < 2) return [];
  const side = isTight(display) ? 2 : 3;
  const step = side * 3;
  const width = count * step - 2 * side;
  const left = centredIn({ x: 0, width: display.widthPx }, width);
  return body.pages.map((_, at) => {
    const shownNow = at === page;
    // Without shades the others are smaller.
    const size = display.monochrome && !shownNow ? 1 : side;
    return {
      kind: "fill",
      role: "page",
      ink: shownNow || display.monochrome ? "text" : "track",
      x: left + at * step,
      y: bottom - side,
      width: size,
      height: size,
    };
  });
}
