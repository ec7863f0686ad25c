/** Tables for people: columns aligned, foreign text made harmless. */

import { columnsOf } from "../../src/core/screen/columns.js";
import { padded, printable } from "../device/terminal/cells.js";

const cellMaxColumns = 40;

/** Lines of a table with a heading; every row has as many cells as the heading. */
export function tableLines(heading: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const cells = [heading, ...rows].map((row) => row.map((cell) => printable(cell)));
  const widths = heading.map((_, column) =>
    Math.min(cellMaxColumns, Math.max(...cells.map((row) => columnsOf(row[column] ?? "")))),
  );
  return cells.map((row) =>
    widths
      .map((width, column) => padded(row[column] ?? "", width))
      .join("  ")
      .trimEnd(),
  );
}
