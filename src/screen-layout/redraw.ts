/** What of a drawing must be drawn anew. */
import type { ScreenModel } from "../core/screen/model.js";
import type { Box, Place } from "./drawing.js";

/** Where the two drawings differ: the places of the boxes that are only in one of them. */
export function changedPlaces(before: readonly Box[], after: readonly Box[]): Place[] {
  return [
    ...before.filter((box) => !after.some((other) => same(box, other))),
    ...after.filter((box) => !before.some((other) => same(box, other))),
  ];
}

/** The same to look at. Field by field, since this runs every second on a small heap. */
function same(a: Box, b: Box): boolean {
  if (a.x !== b.x || a.y !== b.y || a.width !== b.width || a.height !== b.height) return false;
  if (a.kind === "fill") return b.kind === "fill" && a.ink === b.ink;
  if (a.kind === "qr") return b.kind === "qr" && a.text === b.text;
  return b.kind === "text" && a.text === b.text && a.ink === b.ink && a.font === b.font;
}

/** Differs when a person has something new to read: then reading begins with the first page. */
export function wordsKey(model: ScreenModel): string {
  const { view, lines, user, assistant, alert, hint, code } = model;
  return JSON.stringify([view, lines, user, assistant, alert, hint, code]);
}
