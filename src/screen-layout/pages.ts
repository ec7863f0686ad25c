/** Pages that take turns: how long each stays, and which one it is now. */
import type { Box } from "./drawing.js";

/** Words are read in that time; a QR code first needs a phone to be taken out. */
const wordsMs = 5_000;
const qrMs = 15_000;
/** A page that a person has turned to. */
export const heldMs = 30_000;

export interface Turning {
  /** When these words came up. */
  readonly sinceMs: number;
  /** A person has turned a page: the one that is shown until then, at least. */
  readonly held?: { readonly page: number; readonly untilMs: number } | undefined;
}

const durationOf = (page: readonly Box[]): number => (page.some((box) => box.kind === "qr") ? qrMs : wordsMs);

/** The index of the page to show. Pages take turns, the first comes again after the last. */
export function pageAt(pages: readonly (readonly Box[])[], turning: Turning, nowMs: number): number {
  const { sinceMs, held } = turning;
  if (held !== undefined && nowMs < held.untilMs) return held.page % pages.length;
  // After a held page the next one follows.
  let page = held === undefined ? 0 : (held.page + 1) % pages.length;
  const passedMs = Math.max(0, nowMs - (held?.untilMs ?? sinceMs));
  const roundMs = pages.reduce((sum, each) => sum + durationOf(each), 0);
  for (let leftMs = passedMs % Math.max(1, roundMs); ; page = (page + 1) % pages.length) {
    leftMs -= durationOf(pages[page] ?? []);
    if (leftMs < 0) return page;
  }
}

/** When each page begins, from `sinceMs` on: for pictures and tests of all of them. */
export function pageStartsMs(pages: readonly (readonly Box[])[]): number[] {
  let atMs = 0;
  return pages.map((page) => {
    const startMs = atMs;
    atMs += durationOf(page);
    return startMs;
  });
}
