/** Where everything of a screen stands, for any display. Pure: the same input gives the same boxes. */
import type { ScreenModel } from "../core/screen/model.js";
import { activationBody, type Body } from "./activation.js";
import { type Coverage, needsPushed, needsWide, type StandIn, shown } from "./characters.js";
import type { Box, Display, FontName, Ink, TextFontName } from "./drawing.js";
import { centredIn, isSmall, isTight, lowest, marginOf, spanOf } from "./geometry.js";
import { type Bars, cornerOf, cornerRows, headerOf } from "./header.js";
import { pageAt, pageStartsMs, type Turning } from "./pages.js";
import { pushedSizePx } from "./pushed.js";
import { talkBody } from "./talk.js";
import { widthOf } from "./text.js";
import { fonts } from "./widths.generated.js";
import { momentOf, paragraphsOf } from "./words.js";

export interface Drawing {
  /** From back to front. */
  readonly boxes: readonly Box[];
  /** It changes with time alone: a countdown runs or pages take turns. */
  readonly moving: boolean;
  /** Of how many pages this is one, and which. */
  readonly pages: number;
  readonly page: number;
  /** When each page begins, in milliseconds since these words came up. */
  readonly startsMs: readonly number[];
}

export interface Instant extends Turning {
  /** The monotonic clock of the model's moments. */
  readonly nowMs: number;
  /** Time of day, "9:41"; shown on standby. */
  readonly clock?: string | undefined;
  /** Of the radio signal. */
  readonly bars?: Bars;
  /** For characters whose glyphs a server has sent. */
  readonly standIn?: StandIn | undefined;
}

interface Fonts {
  readonly title: readonly FontName[];
  readonly text: readonly FontName[];
  /** Words, code and QR code at once are worth smaller letters. */
  readonly activation: readonly FontName[];
}

/** All words of a screen are in the same letters: with characters that only wide fonts have, in one of the sizes that the build has. */
function fontsFor(display: Display, coverage: Coverage, pushed: boolean): Fonts {
  const fonts = wordingFonts(display);
  if (coverage === "wording") return fonts;
  const built = display.wide ?? [];
  const fits = (font: FontName) => built.includes(font as TextFontName);
  // A build may have none of the sizes that this display prefers; glyphs that were sent have one size.
  const wide = pushed ? [] : fonts.text.filter(fits);
  const text = wide.length > 0 ? wide : [builtWide(built, pushed)];
  return { ...fonts, text, activation: text };
}

function builtWide(built: readonly TextFontName[], pushed: boolean): FontName {
  const usual = built.includes("Text-16") ? "Text-16" : (built[0] ?? "Text-12");
  return pushed ? (built.find((font) => fonts[font].sizePx === pushedSizePx) ?? usual) : usual;
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
  const { standIn } = instant;
  const paragraphs = paragraphsOf(model);
  const hasWide = (display.wide?.length ?? 0) > 0;
  const pushed =
    hasWide && standIn !== undefined && paragraphs.some((each) => needsPushed(each.text, standIn));
  const coverage: Coverage =
    hasWide && (pushed || paragraphs.some((each) => needsWide(each.text))) ? "wide" : "wording";
  const { title, text, activation } = fontsFor(display, coverage, pushed);
  const tight = isTight(display);
  const corner = model.code !== undefined && isSmall(display);
  const header = corner
    ? cornerOf(model, display, instant.bars)
    : // Where lines are few the progress takes the place of the title.
      tight && model.progress
      ? { boxes: [], bottom: 0 }
      : headerOf(model, display, title, instant.bars);
  const end = lowestRow(display);
  const bottom = corner && !tight ? end - cornerRows : end;
  const moment = momentOf(model, instant.nowMs);
  const footer = moment && footerOf(moment.text, moment.ink, display, header.bottom, bottom, text);
  const words = paragraphs.map((each) => ({
    ...each,
    text: shown(each.text, coverage, pushed ? standIn : undefined),
  }));
  // Without a row of its own the moment goes with the words.
  if (moment && !footer) words.push(moment);
  const room = {
    display,
    top: header.bottom + (tight ? 0 : display.round ? 8 : 4),
    bottom: footer ? footer.y - 2 : bottom,
    clock: model.view === "standby" ? instant.clock : undefined,
  };
  const body = model.code
    ? activationBody(model, words, room, activation)
    : talkBody(model, words, room, text);
  const page = pageAt(body.pages, instant, instant.nowMs);
  // Where a line counts, the title is on the first page alone.
  const headed = page === 0 || corner || !tight;
  return {
    boxes: [
      ...(headed ? header.boxes : []),
      ...body.fixed,
      ...(body.pages[page] ?? []),
      ...pageMarks(body, page, display, footer ? room.bottom : end),
      ...(footer ? [footer] : []),
    ],
    moving: moment !== undefined || body.pages.length > 1,
    pages: body.pages.length,
    page,
    startsMs: pageStartsMs(body.pages),
  };
}

/** The first row that is no longer used. */
const lowestRow = (display: Display): number =>
  display.heightPx -
  Math.max(isTight(display) ? 0 : marginOf(display), Math.floor((display.cornerPx ?? 0) / 5));

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
