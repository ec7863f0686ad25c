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

/** A paragraph stays on one page if it is no longer than that. */
export function flowed(paragraphs: readonly Paragraph[], style: Style, area: Area): Flow {
  const { height } = fonts[style.font];
  const pages: Box[][] = [[]];
  let page: Box[] = pages[0] ?? [];
  let top = area.top;
  let used = 0;
  const turn = () => {
    page = [];
    pages.push(page);
    top = area.top;
  };
  for (const paragraph of paragraphs) {
    const text = paragraph.text.trim();
    if (
      page.length > 0 &&
      ends(text, style, area, top) > area.bottom &&
      ends(text, style, area, area.top) <= area.bottom
    )
      turn();
    let rest = text;
    while (rest !== "") {
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
    top += style.gap;
  }
  return { pages, height: used };
}

/** The first row below a paragraph that begins at `top`. */
function ends(text: string, style: Style, area: Area, top: number): number {
  const { height } = fonts[style.font];
  let bottom = top;
  for (let rest = text; rest !== "" && bottom <= area.bottom; bottom += height)
    rest = takeLine(style.font, rest, area.span(bottom, bottom + height).width)[1];
  return bottom;
}
