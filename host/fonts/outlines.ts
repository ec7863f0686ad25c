/// <reference path="./opentype.d.ts" />
/** The outlines of Noto Sans SC, which its package keeps in one large file and about a hundred small ones. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import opentype, { type Font, type Glyph } from "opentype.js";
import { unwrapped } from "./woff.js";

/** Throws if there is none for that character. */
export type Outlines = (character: string) => { readonly glyph: Glyph; readonly unitsPerEm: number };

const require = createRequire(import.meta.url);
const folder = "@fontsource/noto-sans-sc";
const mainPart = "chinese-simplified";

/** Part → its code points, as in CSS: `U+2010-2027,U+4e00`. The main part has a file, but no entry. */
const ranges: Readonly<Record<string, string>> = require(`${folder}/unicode.json`);

function isIn(list: string, point: number): boolean {
  return list.split(",").some((range) => {
    const [first = 0, last = first] = range
      .slice(2)
      .split("-")
      .map((hex) => Number.parseInt(hex, 16));
    return point >= first && point <= last;
  });
}

export function outlinesOf(weight: number): Outlines {
  const read = new Map<string, Font>();
  const fontOf = (part: string): Font => {
    const known = read.get(part);
    if (known) return known;
    const file = require.resolve(`${folder}/files/noto-sans-sc-${part}-${weight}-normal.woff`);
    const font = opentype.parse(unwrapped(readFileSync(file)));
    read.set(part, font);
    return font;
  };
  return (character) => {
    const point = character.codePointAt(0) ?? 0;
    const others = Object.keys(ranges).filter((part) => isIn(ranges[part] ?? "", point));
    for (const part of [mainPart, ...others.map((name) => name.replace(/[[\]]/g, ""))]) {
      const font = fontOf(part);
      const glyph = font.charToGlyph(character);
      if (glyph.index !== 0) return { glyph, unitsPerEm: font.unitsPerEm };
    }
    throw new Error(`Noto Sans SC has no ${character} (${point.toString(16)}).`);
  };
}
