/** Which characters the device's fonts have. */
import { wordings } from "../../src/core/screen/wording.js";

export const ascii = Array.from({ length: 95 }, (_, at) => String.fromCodePoint(32 + at));

/** Stands for every character that the fonts don't have. */
export const replacement = "\u25a1";

/** Clipped texts end with it; servers like the others. */
const marks = "…，。、；：！？（）《》“”‘’";

/** All beyond ASCII that the project itself says in any language, ascending. */
export function wordingCharacters(): string[] {
  const all = [...Object.values(wordings).flatMap((wording) => Object.values(wording)), marks, replacement];
  return [...new Set(all.join(""))].filter((character) => character > "~").sort();
}

/** The characters of a legacy code table, row by row; cells that it leaves empty are left out. */
function table(
  encoding: "gbk" | "big5",
  rows: readonly [first: number, last: number],
  cells: readonly (readonly [first: number, last: number])[],
): string[] {
  const decoder = new TextDecoder(encoding);
  const found: string[] = [];
  for (let row = rows[0]; row <= rows[1]; row++)
    for (const [first, last] of cells)
      for (let cell = first; cell <= last; cell++) {
        const character = decoder.decode(Uint8Array.of(row, cell));
        // Empty cells read as the replacement character or as one for private use.
        if ([...character].length === 1 && !/[\ue000-\uf8ff\ufffd]/.test(character)) found.push(character);
      }
  return found;
}

const gb2312Cells = [[0xa1, 0xfe]] as const;

/** All 6,763 Chinese characters of GB 2312: level 1 by sound, level 2 by radical. */
export const gb2312Hanzi = (): string[] => table("gbk", [0xb0, 0xf7], gb2312Cells);

/** Level 1 of Big5: the 5,401 common characters of Traditional Chinese. */
export const big5CommonHanzi = (): string[] =>
  table(
    "big5",
    [0xa4, 0xc6],
    [
      [0x40, 0x7e],
      [0xa1, 0xfe],
    ],
  ).slice(0, 5_401);

/** In neither table, and said all the same: names of places and people, sounds, animals, Cantonese. */
const spokenHanzi =
  "堃喆玥昕妍婧曦煜珺垚淼焱烜旻彧祎翀赟翯囧嘚呗咩噗啰嗖猹羴鱻骉犇尛巭槑嘅咗喺嘢冇啲嚟佢哋咁嗰噉乜嘥攰瞓揾搵嘞噃冚";

/** Rows 1 to 8 of GB 2312: punctuation, numbers, signs, kana, Greek, Cyrillic, tones of pinyin, Bopomofo. Not the forms for vertical text. */
const gb2312Signs = (): string[] =>
  table("gbk", [0xa1, 0xa8], gb2312Cells).filter(
    (character) => !/[\ufe30-\ufe4f\uff01-\uff5e]/.test(character),
  );

const range = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, at) => String.fromCodePoint(first + at));

/** Latin-1 Supplement and Latin Extended-A, less the soft hyphen, and pinyin that is in neither nor in GB 2312. */
const latin = [...range(0xa1, 0xac), ...range(0xae, 0x17f), ..."ǸǹḿǍǏǑǓǕǗǙǛ"];

/** Money, measures, mathematics, music and marks that servers write and GB 2312 doesn't have. */
const signs = "€₩₹₽‑–―‥•‹›†‡™℉ℓΩ∂∆−≡⇐⇒⇔↔↕♠♣♥♦♡♪♫♬✓〜ー・゛゜①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㎎㎏㎜㎝㎞㎡㎥㏄㎖㎗○●〇";

/** The wide forms of ASCII that are no letters and no digits: those are shown as ASCII instead. */
const wideAscii = ascii
  .slice(1)
  .filter((character) => /[^0-9A-Za-z]/.test(character))
  .map((character) => String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0));

/** What the wide fonts have besides ASCII and the wording, ascending; `isHanzi` tells the two kinds apart. */
export function wideCharacters(): string[] {
  const hanzi = [...gb2312Hanzi(), ...big5CommonHanzi(), ...spokenHanzi];
  return [...new Set([...hanzi, ...gb2312Signs(), ...latin, ...signs, "￥", ...wideAscii])].sort();
}

/**
 * Blocks of letters that are as wide as they are drawn; all else beyond ASCII is as wide as a Chinese character. First and last code
 * point: Latin, pinyin, Greek, Cyrillic, the sign of the euro.
 */
export const narrowBlocks = [
  [0xa1, 0x17f],
  [0x1cd, 0x1dc],
  [0x1f8, 0x1f9],
  [0x251, 0x261],
  [0x391, 0x3c9],
  [0x401, 0x451],
  [0x1e3f, 0x1e3f],
  [0x20ac, 0x20ac],
] as const satisfies readonly (readonly [number, number])[];

export const isNarrow = (point: number): boolean =>
  narrowBlocks.some(([first, last]) => point >= first && point <= last);

/** In the block of the Chinese characters in common use. */
export const isHanzi = (character: string): boolean => character >= "\u4e00" && character <= "\u9fff";

export const digitCharacters = [..."0123456789:%"];
export const codeCharacters = [...digitCharacters, "-", ..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].sort();
