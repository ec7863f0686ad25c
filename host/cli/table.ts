/** Tables for people: columns aligned, foreign text made harmless, no line longer than the terminal. */
import { columnsOf } from "../../src/core/screen/columns.js";
import { padded, printable } from "../device/terminal/cells.js";
import type { Io } from "./io.js";

const gap = "  ";
const columnMin = 8;

/** Prints a table with a heading; every row has as many cells as the heading. Only a terminal has cells clipped, to its width. */
export function printTable(io: Io, heading: readonly string[], rows: readonly (readonly string[])[]): void {
  const { isTTY, columns } = io.stdout;
  // Some terminals say that they are 0 wide: they don't know.
  const width = isTTY === true && columns !== undefined && columns > 0 ? columns : undefined;
  const lines = tableLines(heading, rows, width);
  io.stdout.write(lines.map((line) => `${line}\n`).join(""));
}

export function tableLines(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  maxColumns = Number.POSITIVE_INFINITY,
): string[] {
  const cells = [heading, ...rows].map((row) => row.map((cell) => printable(cell)));
  const natural = heading.map((_, column) =>
    cells.reduce((widest, row) => Math.max(widest, columnsOf(row[column] ?? "")), 0),
  );
  const widths = fitted(natural, maxColumns - gap.length * (heading.length - 1));
  return cells.map((row) =>
    widths
      .map((width, column) => padded(row[column] ?? "", width))
      .join(gap)
      .trimEnd(),
  );
}

/** Takes from the widest column until all fit, or none can give any more. */
function fitted(natural: readonly number[], room: number): number[] {
  const widths = [...natural];
  const sum = () => widths.reduce((total, width) => total + width, 0);
  while (sum() > room) {
    const widest = widths.indexOf(Math.max(...widths));
    const width = widths[widest] ?? 0;
    if (width <= columnMin) break;
    widths[widest] = width - 1;
  }
  return widths;
}
