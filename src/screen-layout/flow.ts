/** Paragraphs as lines in an area; what doesn't fit goes on to further pages. */
import type { Box, FontName, Ink, Role } from "./drawing.js";
import { centredIn, type Span } from "./geometry.js";
import { takeLine, widthOf } from "./text.js";
import { fonts } from "./widths.generated.js";

export interface Paragraph {
  readonly role: Role;
  /** As `shown` (characters.ts) gives it. */
  readonly text: string;
  readonly ink: Ink;
}

export interface Area {
  readonly top: number;
  /** Of all pages but the first, if they begin elsewhere. */
  readonly laterTop?: number;
  /** Not included. */
  readonly bottom: number;
  /** The room of the rows between. */
  span(top: number, bottom: number): Span;
}

export interface Flow {
  /** At least one page, which may be empty. */
  readonly pages: readonly (readonly Box[])[];
  /** Of the first page, in pixels. */
  readonly height: number;
}

interface Style {
  readonly font: FontName;
  readonly centred: boolean;
  /** Between paragraphs. */
  readonly gap: number;
}

/** A paragraph stays on one page if it is no longer than that; of a longer one each sentence does, or else each part of a sentence. */
export function flowed(paragraphs: readonly Paragraph[], style: Style, area: Area): Flow {
  const { height } = fonts[style.font];
  const freshTop = area.laterTop ?? area.top;
  const pages: Box[][] = [[]];
  let page: Box[] = pages[0] ?? [];
  let top = area.top;
  let used = 0;
  const turn = () => {
    page = [];
    pages.push(page);
    top = freshTop;
  };
  const put = (paragraph: Paragraph, text: string) => {
    for (let rest = text; rest !== ""; ) {
      if (top + height > area.bottom && page.length > 0) turn();
      const span = area.span(top, top + height);
      const [line, left] = takeLine(style.font, rest, span.width);
      rest = left;
      const width = widthOf(style.font, line);
      const x = style.centred ? centredIn(span, width) : span.x;
      const { role, ink } = paragraph;
      page.push({ kind: "text", role, ink, font: style.font, text: line, x, y: top, width, height });
      top += height;
      if (pages.length === 1) used = top - area.top;
    }
  };
  const fits = (text: string, from: number) => ends(text, style, area, from) <= area.bottom;
  for (const paragraph of paragraphs) {
    for (let rest = paragraph.text.trim(); rest !== ""; ) {
      if (fits(rest, top)) {
        put(paragraph, rest);
        break;
      }
      const part = partFor(rest, fits, top, page.length > 0 ? freshTop : undefined);
      if (part === "") {
        turn();
        continue;
      }
      put(paragraph, part);
      rest = rest.slice(part.length).trim();
      if (rest !== "" && part.length > 0 && !fits(rest, top)) turn();
    }
    top += style.gap;
  }
  return { pages, height: used };
}

const sentenceEnds = "。！？；!?;.…";
const partEnds = "，、：,:";
const closers = "”’」』）》)\"'";

/**
 * What of a text, which is too long for the rest of a page, comes next: whole sentences, or else whole parts of one; all of it if nothing
 * of that kind fits on any page. Empty: turn the page first, since on the next one more stays whole.
 * @param top of the rest of this page
 * @param nextTop of the next page; `undefined`: nothing is on this one yet, so that there is no use in turning it
 */
function partFor(
  text: string,
  fits: (text: string, top: number) => boolean,
  top: number,
  nextTop: number | undefined,
): string {
  if (nextTop !== undefined && fits(text, nextTop)) return "";
  for (const marks of [sentenceEnds, partEnds]) {
    const here = wholePart(text, marks, (part) => fits(part, top));
    if (here !== "") return here;
    if (nextTop !== undefined && wholePart(text, marks, (part) => fits(part, nextTop)) !== "") return "";
  }
  return text;
}

/** As much of the text from its beginning as fits and ends with one of the marks; empty: nothing does. */
function wholePart(text: string, marks: string, fits: (part: string) => boolean): string {
  let longest = "";
  for (let at = 0; at < text.length; at++) {
    if (!marks.includes(text.charAt(at))) continue;
    // In Latin text a mark ends something only before a space: not in 1.2 or example.com.
    if (text.charCodeAt(at) <= 126 && at + 1 < text.length && text.charAt(at + 1) !== " ") continue;
    let end = at + 1;
    while (end < text.length && closers.includes(text.charAt(end))) end++;
    const part = text.slice(0, end);
    if (!fits(part)) break;
    longest = part;
  }
  return longest;
}

/** The first row below a paragraph that begins at `top`. */
function ends(text: string, style: Style, area: Area, top: number): number {
  const { height } = fonts[style.font];
  let bottom = top;
  for (let rest = text; rest !== "" && bottom <= area.bottom; bottom += height)
    rest = takeLine(style.font, rest, area.span(bottom, bottom + height).width)[1];
  return bottom;
}
