/** The row below the frame where a person types: one line, however long the text is. Pure. */
import { columnsOf } from "../../../src/core/screen/columns.js";
import { printable } from "./cells.js";

export interface Typed {
  readonly text: string;
  /** In UTF-16 units, as an editor counts. */
  readonly cursor: number;
}

export interface InputRow {
  readonly text: string;
  /** Where the cursor stands, from 0. */
  readonly column: number;
}

const prompt = "> ";

/** In `columns`, the last of which stays free: a terminal would wrap. What is too long is shown around the cursor. */
export function inputRow({ text, cursor }: Typed, columns: number): InputRow {
  const room = Math.max(1, columns - prompt.length - 1);
  const before = [...printable(text.slice(0, cursor))];
  while (before.length > 0 && columnsOf(before.join("")) > room) before.shift();
  const column = columnsOf(before.join(""));
  const after: string[] = [];
  let used = column;
  for (const char of printable(text.slice(cursor))) {
    used += columnsOf(char);
    if (used > room) break;
    after.push(char);
  }
  return { text: `${prompt}${before.join("")}${after.join("")}`, column: prompt.length + column };
}
