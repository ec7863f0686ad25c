/** Which characters the wide fonts have, as source text of a table that a board keeps in flash. */
import { isHanzi } from "./characters.js";

/** Bits in a character of a row, which is then one of "?" to "~": each takes a byte of flash. */
const bitsPerCharacter = 6;
const firstDigit = 63;

/** A row for each 256 code points from U+4E00 to U+9FFF. */
function rowsOf(hanzi: readonly string[]): string[] {
  const points = new Set(hanzi.map((character) => character.codePointAt(0) ?? 0));
  const rows: string[] = [];
  for (let first = 0x4e00; first <= 0x9fff; first += 256) {
    let row = "";
    for (let at = 0; at < 256; at += bitsPerCharacter) {
      let digit = 0;
      for (let bit = 0; bit < bitsPerCharacter && at + bit < 256; bit++)
        if (points.has(first + at + bit)) digit |= 1 << bit;
      row += String.fromCharCode(firstDigit + digit);
    }
    rows.push(row);
  }
  return rows;
}

export function wideTable(characters: readonly string[]): string {
  const rows = rowsOf(characters.filter(isHanzi));
  const symbols = characters.filter((character) => !isHanzi(character)).join("");
  return `import { frozen } from "../../core/frozen.js";

/**
 * Chinese characters of the wide fonts: a row for each 256 code points from U+4E00 on, in which character n, less ${firstDigit}, holds a bit
 * for each of code points ${bitsPerCharacter}n to ${bitsPerCharacter}n + ${bitsPerCharacter - 1}, the lowest first.
 */
export const hanziRows = frozen([
${rows.map((row) => `  ${JSON.stringify(row)},\n`).join("")}]);

/** All else that they have and the text fonts don't, or have as well. */
export const wideSymbols = ${JSON.stringify(symbols)};
`;
}
