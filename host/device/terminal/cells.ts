/** Text in a terminal: what may be printed, and how it is aligned in columns. */
import { charColumns, clipColumns, columnsOf } from "../../../src/core/screen/columns.js";

/**
 * The last barrier between foreign text and the terminal: nothing that moves the cursor, changes its state, reorders text
 * or whose width terminals disagree on (controls, bidi, joiners, variation selectors, flags).
 */
export function printable(text: string): string {
  let safe = "";
  for (const char of text.normalize("NFC").replace(/\s/g, " ")) {
    const point = char.codePointAt(0) ?? 0;
    const flag = point >= 0x1f1e6 && point <= 0x1f1ff;
    if (charColumns(char) > 0 && !flag) safe += char;
  }
  return safe;
}

/** Exactly `columns` wide: clipped or filled with spaces. */
export function padded(text: string, columns: number): string {
  const clipped = clipColumns(text, columns);
  return clipped + " ".repeat(Math.max(0, columns - columnsOf(clipped)));
}

export function centred(text: string, columns: number): string {
  const before = Math.max(0, Math.floor((columns - columnsOf(text)) / 2));
  return padded(" ".repeat(before) + text, columns);
}
