/** Glyphs that a server has sent: measured as part of a line, drawn in the place of the box. */
import { expect, test } from "vitest";
import { displays } from "../../host/screens/displays.js";
import { galleryOf, shownAtMs } from "../../host/screens/models.js";
import type { Glyph } from "../../src/core/ports.js";
import type { ScreenModel } from "../../src/core/screen/model.js";
import { needsPushed, shown } from "../../src/screen-layout/characters.js";
import { layout } from "../../src/screen-layout/layout.js";
import {
  cellBytes,
  cellHeightPx,
  cellWidthPx,
  drawGlyph,
  partsOf,
  pushedMax,
  pushedPlaceOf,
  standInOf,
} from "../../src/screen-layout/pushed.js";
import { widthOf } from "../../src/screen-layout/text.js";

/** Two characters that no font has, one of them beyond the basic plane. */
const standIn = (point: number) =>
  point === 0x9f98 ? standInOf(5, 16) : point === 0x30ede ? standInOf(63, 9) : undefined;

test("a stand-in tells its place and its advance, for every place and advance there is", () => {
  for (let place = 0; place < pushedMax; place++)
    for (let advance = 1; advance <= 63; advance++) {
      const character = standInOf(place, advance);
      expect(character).toHaveLength(1);
      expect([pushedPlaceOf(character.charCodeAt(0)), widthOf("Text-16", character)]).toEqual([
        place,
        advance,
      ]);
    }
});

test("what was sent stands in for the character, what was not stays a box", () => {
  expect(shown("a\u9f98b", "wide", standIn)).toBe(`a${standInOf(5, 16)}b`);
  expect(shown("\u{30ede}", "wide", standIn)).toBe(standInOf(63, 9));
  expect(shown("\u9751", "wide", standIn)).toBe("\u25a1");
  expect([needsPushed("a\u9f98", standIn), needsPushed("a\u9751", standIn)]).toEqual([true, false]);
});

test("a line is drawn in parts: letters of the font and cells of the store, one after the other", () => {
  const width = (text: string) => widthOf("Text-16", text);
  expect(partsOf(`ab${standInOf(5, 16)}${standInOf(6, 8)}c`, width)).toEqual([
    { x: 0, text: "ab" },
    { x: width("ab"), place: 5 },
    { x: width("ab") + 16, place: 6 },
    { x: width("ab") + 24, text: "c" },
  ]);
});

test("a screen with such characters is set in letters of the glyphs' size", () => {
  const model = { ...(galleryOf("zh-CN").speaking as ScreenModel), assistant: "\u9f98" };
  const { boxes } = layout(model, displays["320x240"], { nowMs: shownAtMs, sinceMs: shownAtMs, standIn });
  const text = boxes.find((box) => box.role === "assistant");
  expect(text).toMatchObject({ text: standInOf(5, 16), font: "Text-16", width: 16 });
});

const glyph = (change: Partial<Glyph>): Glyph => ({
  codePoint: 0x9f98,
  advancePx: 16,
  widthPx: 3,
  heightPx: 2,
  leftPx: 1,
  abovePx: 0,
  bitmap: Uint8Array.of(0x12, 0x34, 0x56),
  ...change,
});

test("a glyph stands on the baseline of its cell", () => {
  const cell = new Uint8Array(cellBytes);
  drawGlyph(glyph({}), cell);
  const row = (y: number) => [...cell.subarray(y * 8, y * 8 + 2)];
  expect([row(12), row(13), row(14), row(15)]).toEqual([
    [0xff, 0xff],
    [0xfe, 0xdc],
    [0xfb, 0xa9],
    [0xff, 0xff],
  ]);
});

test("a glyph that is larger than its cell is cut off", () => {
  const cell = new Uint8Array(cellBytes).fill(0x77);
  const big = glyph({
    widthPx: 64,
    heightPx: 64,
    leftPx: -8,
    abovePx: -20,
    bitmap: new Uint8Array(2048).fill(0xff),
  });
  expect(() => drawGlyph(big, cell)).not.toThrow();
  expect(cell.every((byte) => byte === 0)).toBe(true);
  expect(cellBytes).toBe((cellWidthPx * cellHeightPx) / 2);
});
