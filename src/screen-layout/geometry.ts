/** Where on a display something may be drawn. */
import type { Display } from "./drawing.js";

export interface Span {
  readonly x: number;
  readonly width: number;
}

/** Too small for code, title and QR code at once: under a code there is no title. */
export const isSmall = (display: Display): boolean => Math.min(display.widthPx, display.heightPx) < 160;

/** A few lines of text at most. */
export const isTight = (display: Display): boolean => display.heightPx < 100;

/** Room left at the edge: 4 px, or nothing to spare on the smallest. */
export const marginOf = (display: Display): number =>
  display.round ? 6 : Math.min(display.widthPx, display.heightPx) < 100 ? 1 : 4;

/** What can be used of the rows from `top` to `bottom` (not included). Where the edge is not straight the narrower end counts. */
export function spanOf(display: Display, top: number, bottom: number): Span {
  const margin = marginOf(display);
  const { widthPx, heightPx } = display;
  if (!display.round) {
    const x = Math.max(margin, cornerInset(display.cornerPx ?? 0, Math.min(top, heightPx - bottom)));
    return { x, width: Math.max(0, widthPx - 2 * x) };
  }
  const radius = Math.min(widthPx, heightPx) / 2;
  const centre = heightPx / 2;
  const away = Math.max(Math.abs(top - centre), Math.abs(bottom - centre));
  const inner = radius - margin;
  const half = away >= inner ? 0 : Math.floor(Math.sqrt(inner * inner - away * away));
  return { x: Math.round(widthPx / 2) - half, width: half * 2 };
}

/** Columns that a rounded corner takes of the row that far from the edge. */
function cornerInset(radius: number, fromEdge: number): number {
  const away = radius - Math.max(0, fromEdge);
  return away <= 0 ? 0 : Math.ceil(radius - Math.sqrt(radius * radius - away * away));
}

/** The highest top at or below `from` at which something of that size fits; `undefined`: nowhere above `to`. */
export function highest(
  display: Display,
  size: { readonly width: number; readonly height: number },
  from: number,
  to: number,
): number | undefined {
  for (let top = from; top + size.height <= to; top++) {
    if (spanOf(display, top, top + size.height).width >= size.width) return top;
  }
  return undefined;
}

/** The lowest top at which it still ends at or above `to`. */
export function lowest(
  display: Display,
  size: { readonly width: number; readonly height: number },
  from: number,
  to: number,
): number | undefined {
  for (let top = to - size.height; top >= from; top--) {
    if (spanOf(display, top, top + size.height).width >= size.width) return top;
  }
  return undefined;
}

export const centredIn = (span: Span, width: number): number => span.x + Math.floor((span.width - width) / 2);
