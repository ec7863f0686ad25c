/** The rows of a CSV or of a plain list, with the lines where they begin. */
// The build that needs nothing of Node: the console's page reads lists as well.
import { parse } from "csv-parse/browser/esm/sync";
import { MacListError } from "./errors.js";

export interface ListRecord {
  /** Without blanks around them. */
  readonly cells: readonly string[];
  /** Where it begins, from 1. */
  readonly line: number;
}

const delimiters = [",", ";", "\t"];
/** What spreadsheets write in front, and read, where the comma is the decimal point. */
const separatorLine = /^"?sep=(.)"?$/i;

/**
 * Skips empty lines, lines that begin with `#`, rows of nothing but separators, and a `sep=;` in front. A stray quote belongs to its
 * cell; one that opens a cell and is never closed would take all that follows into it: MacListError.
 */
export function recordsOf(given: string): ListRecord[] {
  const text = given.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const lines = text.split("\n");
  const separator = separatorLine.exec(lines[0]?.trimStart() ?? "")?.[1];
  // Left as an empty line, so that the others keep their numbers.
  const body = separator === undefined ? text : text.slice((lines[0] ?? "").length);
  let isUnclosed = false;
  const parsed = parse(body, {
    comment: "#",
    comment_no_infix: true,
    delimiter: separator ?? delimiterOf(lines),
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
  if (isUnclosed) throw new MacListError("openQuote", [], (parsed.at(-1)?.info.lines ?? 0) + 1);
  return parsed
    .map(({ record, info }) => ({
      cells: record.map(cellText),
      line: info.lines - record.join("").split("\n").length + 1,
    }))
    .filter(({ cells }) => cells.some((cell) => cell !== ""));
}

function cellText(cell: string): string {
  return cell
    .trim()
    .replace(/^"(.*)"$/s, "$1")
    .trim();
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
