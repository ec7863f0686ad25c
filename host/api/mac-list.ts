/** MAC addresses from a file: one a line, or a CSV with them in a column. */
// The build that needs nothing of Node: the console's page reads lists as well.
import { parse } from "csv-parse/browser/esm/sync";
import { isMulticast, normalMac } from "../device/mac.js";

export interface MacRow {
  /** Lower case with colons. */
  readonly mac: string;
  /** From 1. */
  readonly line: number;
}

export interface BadRow {
  /** What stands there, clipped. */
  readonly value: string;
  readonly line: number;
  readonly problem: "notMac" | "multicast";
  /** The same in English words. */
  readonly reason: string;
}

export interface MacList {
  /** Each address once, in order. */
  readonly rows: readonly MacRow[];
  readonly bad: readonly BadRow[];
  /** How many lines repeated an earlier one. */
  readonly repeated: number;
}

const valueMaxChars = 40;
const delimiters = [",", ";", "\t"];

/**
 * Empty lines and lines that begin with `#` are skipped, and so is a remark after an address (` # kitchen`). With a heading that
 * has a column named like `mac`, `MAC address` or `MAC地址`, that column counts; otherwise the first cell of a line that is a MAC.
 * Throws an Error with a sentence if a quote is never closed: nothing after it could be trusted.
 */
export function readMacList(text: string): MacList {
  const rows = new Map<string, number>();
  const bad: BadRow[] = [];
  let repeated = 0;
  let column: number | undefined;
  let isFirst = true;
  for (const record of recordsOf(text)) {
    const { line, cells } = record;
    const isHeading = isFirst && !cells.some((cell) => macIn(cell) !== undefined);
    isFirst = false;
    if (isHeading) column = headingColumn(cells);
    if (isHeading && column !== undefined) continue;
    const value =
      column === undefined ? (cells.find((cell) => macIn(cell)) ?? cells.join(",")) : (cells[column] ?? "");
    const mac = macIn(value);
    if (mac === undefined) bad.push(badRow(value, line, "notMac"));
    else if (isMulticast(mac)) bad.push(badRow(value, line, "multicast"));
    else if (rows.has(mac)) repeated += 1;
    else rows.set(mac, line);
  }
  return {
    rows: [...rows].map(([mac, line]) => ({ mac, line })),
    bad,
    repeated,
  };
}

interface CsvRecord {
  readonly cells: readonly string[];
  /** Where it begins, from 1. */
  readonly line: number;
}

/** A stray quote belongs to its cell; one that opens a cell and is never closed would take all that follows into it. */
function recordsOf(given: string): CsvRecord[] {
  const text = given.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  let isUnclosed = false;
  const parsed = parse(text, {
    comment: "#",
    comment_no_infix: true,
    delimiter: delimiterOf(text.split("\n")),
    info: true,
    ltrim: true,
    record_delimiter: "\n",
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip() {
      isUnclosed = true;
    },
  }) as unknown as { record: string[]; info: { lines: number } }[];
  if (isUnclosed) {
    const last = parsed.at(-1)?.info.lines ?? 0;
    throw new Error(`a quote that is opened in line ${last + 1} or later is never closed`);
  }
  return parsed
    .map(({ record, info }) => ({
      cells: record.map((cell) =>
        cell
          .trim()
          .replace(/^"(.*)"$/s, "$1")
          .trim(),
      ),
      line: info.lines - record.join("").split("\n").length + 1,
    }))
    .filter(({ cells }) => cells.some((cell) => cell !== ""));
}

/** The one that the first line uses most; any of them if it uses none. */
function delimiterOf(lines: readonly string[]): string | string[] {
  const first = lines.find((line) => line.trim() !== "" && !line.trimStart().startsWith("#")) ?? "";
  const unquoted = first.replace(/"[^"]*"/g, "");
  const counted = delimiters
    .map((delimiter) => ({ delimiter, count: unquoted.split(delimiter).length - 1 }))
    .sort((a, b) => b.count - a.count)[0];
  return counted === undefined || counted.count === 0 ? delimiters : counted.delimiter;
}

function macIn(cell: string): string | undefined {
  return normalMac(cell.replace(/\s+#.*$/, ""));
}

function badRow(value: string, line: number, problem: BadRow["problem"]): BadRow {
  return { value: value.slice(0, valueMaxChars), line, problem, reason: reasonFor(value, problem) };
}

function reasonFor(value: string, problem: BadRow["problem"]): string {
  if (problem === "multicast") return "a multicast address, which no device has";
  return value === "" ? "no MAC address" : "not a MAC address";
}

/** Full-width letters count as the letters they are. */
function headingColumn(cells: readonly string[]): number | undefined {
  const heading = /^(device|设备)?[ _-]?(mac[ _-]?(addr|address|addresses|地址)?|物理地址)$/i;
  const at = cells.findIndex((cell) => heading.test(cell.normalize("NFKC").trim()));
  return at < 0 ? undefined : at;
}
