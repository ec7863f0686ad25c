/** The fonts of the device have every character that the project says, and the table of widths is theirs. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { big5CommonHanzi, gb2312Hanzi, isHanzi, wideCharacters } from "../../host/fonts/characters.js";
import { wordings } from "../../src/core/screen/wording.js";
import { needsWide } from "../../src/screen-layout/characters.js";
import { type FontName, wideFonts } from "../../src/screen-layout/drawing.js";
import { widthOf } from "../../src/screen-layout/text.js";
import { beyondAscii, fonts } from "../../src/screen-layout/widths.generated.js";

const folder = fileURLToPath(new URL("../../src/screen-layout/fonts/", import.meta.url));
const names = Object.keys(fonts) as FontName[];
const textFonts = names.filter((name) => name.startsWith("Text"));

interface Glyph {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly advance: number;
}

/** Reads a binary BMFont file by its blocks: type, length, data. */
function glyphsOf(name: string): { lineHeight: number; order: number[]; glyphs: Map<string, Glyph> } {
  const bytes = readFileSync(`${folder}${name}.fnt`);
  expect(bytes.subarray(0, 4).toString("latin1")).toBe("BMF\x03");
  const glyphs = new Map<string, Glyph>();
  const order: number[] = [];
  let lineHeight = 0;
  for (let at = 4; at < bytes.length; ) {
    const [type, length] = [bytes.readUInt8(at), bytes.readUInt32LE(at + 1)];
    const data = bytes.subarray(at + 5, at + 5 + length);
    if (type === 2) lineHeight = data.readUInt16LE(0);
    for (let from = 0; type === 4 && from < length; from += 20) {
      order.push(data.readUInt32LE(from));
      glyphs.set(String.fromCodePoint(data.readUInt32LE(from)), {
        width: data.readUInt16LE(from + 8),
        height: data.readUInt16LE(from + 10),
        left: data.readInt16LE(from + 12),
        top: data.readInt16LE(from + 14),
        advance: data.readUInt16LE(from + 16),
      });
    }
    at += 5 + length;
  }
  return { lineHeight, order, glyphs };
}

test.each(textFonts)("%s has every character of the wording in every language", (name) => {
  const { glyphs } = glyphsOf(name);
  const said = new Set(Object.values(wordings).flatMap((wording) => [...Object.values(wording).join("")]));
  expect(said.size).toBeGreaterThan(200);
  // What is missing after a change of the wording: run `npm run fonts`.
  expect([...said].filter((character) => !glyphs.has(character))).toEqual([]);
});

test.each(textFonts)("%s has all of ASCII and all that the layout counts on", (name) => {
  const { glyphs } = glyphsOf(name);
  const ascii = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at));
  expect([...ascii, ...beyondAscii].filter((character) => !glyphs.has(character))).toEqual([]);
});

test.each(names)("%s: the table of widths is the font's", (name) => {
  const { lineHeight, glyphs } = glyphsOf(name);
  expect(lineHeight).toBe(fonts[name].height);
  const wrong = [...glyphs].filter(([character, { advance }]) => widthOf(name, character) !== advance);
  expect(wrong).toEqual([]);
  expect(existsSync(`${folder}${name}.png`)).toBe(true);
});

test.each(names)("%s: no glyph leaves its line, and the order is the one the device searches in", (name) => {
  const { order, glyphs } = glyphsOf(name);
  const { height, below } = fonts[name];
  expect([...glyphs].filter(([, { top, height: rows }]) => top < 0 || top + rows > height + below)).toEqual(
    [],
  );
  expect(order).toEqual([...order].sort((a, b) => a - b));
});

test.each(names)(
  "%s: glyphs reach no more than 2 px beyond their width, which is drawn anew with them",
  (name) => {
    const far = [...glyphsOf(name).glyphs].filter(
      ([, { left, width, advance }]) => width > 0 && (left < -2 || left + width > advance + 2),
    );
    expect(far).toEqual([]);
  },
);

describe.each(Object.entries(wideFonts))("in the place of %s", (text, wide) => {
  const { lineHeight, order, glyphs } = glyphsOf(wide);

  test("has all of the text font, in its widths", () => {
    const narrow = glyphsOf(text);
    expect(lineHeight).toBe(narrow.lineHeight);
    const wrong = [...narrow.glyphs].filter(
      ([character, { advance }]) => glyphs.get(character)?.advance !== advance,
    );
    expect(wrong).toEqual([]);
  });

  test("has all Chinese characters of GB 2312, the common ones of Big5, and all that the table promises", () => {
    const promised: string[] = [];
    for (let code = 0x7f; code < 0xd800; code++)
      if (needsWide(String.fromCharCode(code))) promised.push(String.fromCharCode(code));
    expect([gb2312Hanzi().length, big5CommonHanzi().length]).toEqual([6_763, 5_401]);
    expect([...gb2312Hanzi(), ...big5CommonHanzi()].filter((character) => !glyphs.has(character))).toEqual(
      [],
    );
    const common = wideCharacters().filter(isHanzi);
    expect([...common, ...promised].filter((character) => !glyphs.has(character))).toEqual([]);
    expect(common.filter((character) => !needsWide(character) && !beyondAscii.includes(character))).toEqual(
      [],
    );
  });

  test("letters are as wide as they are drawn, all else as a Chinese character", () => {
    const wrong = [...glyphs].filter(
      ([character, { advance }]) => widthOf(text as FontName, character) !== advance,
    );
    expect(wrong).toEqual([]);
  });

  test("no glyph leaves its line by rows or by more than 2 px, and the order is the one the device searches in", () => {
    const far = [...glyphs].filter(
      ([, { left, top, width, height, advance }]) =>
        width > 0 && (top < 0 || top + height > lineHeight || left < -2 || left + width > advance + 2),
    );
    expect(far).toEqual([]);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });
});
