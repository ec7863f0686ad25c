/** Which characters the wide fonts have, as source text of a table that a board keeps in flash. */
import { isHanzi } from "./characters.js";

/** Bits in a character of a row, which is then one of "?" to "~": each takes a byte of flash. */
const bitsPerCharacter = 6;
const firstDigit = 63;
const [firstHanziPage, lastHanziPage] = [0x4e, 0x9f];

/** Of the 256 code points of a page. */
function rowOf(points: ReadonlySet<number>, page: number): string {
  let row = "";
  for (let at = 0; at < 256; at += bitsPerCharacter) {
    let digit = 0;
    for (let bit = 0; bit < bitsPerCharacter && at + bit < 256; bit++)
      if (points.has(page * 256 + at + bit)) digit |= 1 << bit;
    row += String.fromCharCode(firstDigit + digit);
  }
  return row;
}

export function wideTable(characters: readonly string[]): string {
  const points = new Set(characters.map((character) => character.codePointAt(0) ?? 0));
  const hanzi: string[] = [];
  for (let page = firstHanziPage; page <= lastHanziPage; page++) hanzi.push(rowOf(points, page));
  const others = characters.filter((character) => !isHanzi(character));
  const pages = [...new Set(others.map((character) => (character.codePointAt(0) ?? 0) >> 8))].sort(
    (a, b) => a - b,
  );
  return `import { frozen } from "../core/frozen.js";

/**
 * Chinese characters of the wide fonts: a row for each 256 code points from U+4E00 on, in which character n, less ${firstDigit}, holds a bit
 * for each of code points ${bitsPerCharacter}n to ${bitsPerCharacter}n + ${bitsPerCharacter - 1}, the lowest first.
 */
export const hanziRows = frozen([
${hanzi.map((row) => `  ${JSON.stringify(row)},\n`).join("")}]);

/** All else that they have: which 256 code points, and their row. */
export const signPages = frozen([${pages.join(", ")}]);
export const signRows = frozen([
${pages.map((page) => `  ${JSON.stringify(rowOf(points, page))},\n`).join("")}]);
`;
}
