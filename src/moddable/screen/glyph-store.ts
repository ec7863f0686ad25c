/** Glyphs that a server has sent, as one texture of as many cells as are ever kept: 10 kB, taken when the first comes. */
import Bitmap from "commodetto/Bitmap";
import { Texture } from "piu/MC";
import type { Glyph } from "../../core/ports.js";
import { type StandIn, shown } from "../../screen-layout/characters.js";
import {
  cellBytes,
  cellHeightPx,
  cellWidthPx,
  drawGlyph,
  pushedMax,
  standInOf,
} from "../../screen-layout/pushed.js";
import { pinnedBuffer } from "./pinned.js";

export class GlyphStore {
  #texture: Texture | undefined;
  /** Piu does not keep what it draws from. */
  #bitmap: Bitmap | undefined;
  #pixels: Uint8Array | undefined;
  /** Code point of each cell. */
  readonly #points: number[] = [];
  readonly #advances: number[] = [];
  #next = 0;

  /** Those that no font has; the oldest cells are used again. */
  learn(glyphs: readonly Glyph[]): void {
    for (const glyph of glyphs) {
      const character = String.fromCodePoint(glyph.codePoint);
      if (shown(character, "wide") === character) continue;
      const known = this.#points.indexOf(glyph.codePoint);
      const place = known < 0 ? this.#next : known;
      if (known < 0) this.#next = (this.#next + 1) % pushedMax;
      const pixels = this.#taken();
      drawGlyph(glyph, pixels.subarray(place * cellBytes, (place + 1) * cellBytes));
      this.#points[place] = glyph.codePoint;
      this.#advances[place] = Math.min(63, Math.max(1, glyph.advancePx));
    }
  }

  readonly standIn: StandIn = (point) => {
    const place = this.#points.indexOf(point);
    return place < 0 ? undefined : standInOf(place, this.#advances[place] ?? cellWidthPx);
  };

  get isEmpty(): boolean {
    return this.#texture === undefined;
  }

  get texture(): Texture | undefined {
    return this.#texture;
  }

  #taken(): Uint8Array {
    if (this.#pixels !== undefined) return this.#pixels;
    // Rows are read in words of four bytes: the last one may reach beyond the last cell.
    const buffer = pinnedBuffer(pushedMax * cellBytes + 4);
    this.#bitmap = new Bitmap(cellWidthPx, pushedMax * cellHeightPx, Bitmap.Gray16, buffer, 0);
    this.#texture = new Texture(null, this.#bitmap, null);
    this.#pixels = new Uint8Array(buffer);
    return this.#pixels;
  }
}
