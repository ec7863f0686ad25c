/** MAC addresses from a file: one a line, or a CSV with them in a column. */
import { isMulticast, normalMac } from "../device/mac.js";

export interface BadRow {
  /** From 1. */
  readonly line: number;
  /** What stands there, clipped. */
  readonly value: string;
  readonly problem: "notMac" | "multicast";
  /** The same in an English sentence. */
  readonly reason: string;
}

export interface MacList {
  /** Lower case with colons, each once, in order. */
  readonly macs: readonly string[];
  readonly bad: readonly BadRow[];
  /** How many lines repeated an earlier one. */
  readonly repeated: number;
}

const valueMaxChars = 40;

/**
 * Empty lines and lines that begin with `#` are skipped. With a heading that has a column named like `mac`, `MAC address` or
 * `macAddress`, that column counts; otherwise the first cell of a line that is a MAC.
 */
export function readMacList(text: string): MacList {
  const macs = new Set<string>();
  const bad: BadRow[] = [];
  let repeated = 0;
  let column: number | undefined;
  let first = true;
  text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/)
    .forEach((line, index) => {
      if (line.trim() === "" || line.trimStart().startsWith("#")) return;
      const cells = cellsOf(line);
      const heading =
        first && !cells.some((cell) => normalMac(cell) !== undefined) ? headingColumn(cells) : undefined;
      first = false;
      if (heading !== undefined) {
        column = heading;
        return;
      }
      const value =
        column === undefined ? (cells.find((cell) => normalMac(cell)) ?? line.trim()) : (cells[column] ?? "");
      const mac = normalMac(value);
      if (mac === undefined) bad.push(badRow(index + 1, value, "notMac"));
      else if (isMulticast(mac)) bad.push(badRow(index + 1, value, "multicast"));
      else if (macs.has(mac)) repeated += 1;
      else macs.add(mac);
    });
  return { macs: [...macs], bad, repeated };
}

const problems = {
  notMac: "not a MAC address",
  multicast: "a multicast address, which no device has",
} as const;

function badRow(line: number, value: string, problem: BadRow["problem"]): BadRow {
  return {
    line,
    value: value.slice(0, valueMaxChars),
    problem,
    reason: `line ${line}: ${problems[problem]}`,
  };
}

function cellsOf(line: string): string[] {
  return line.split(/[,;\t]/).map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, "$1")
      .trim(),
  );
}

function headingColumn(cells: readonly string[]): number | undefined {
  const at = cells.findIndex((cell) => /^mac[ _-]?(address(es)?)?$/i.test(cell));
  return at < 0 ? undefined : at;
}
