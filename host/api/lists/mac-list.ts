/** MAC addresses from a file: one a line, or a CSV with them in a column. */
import { isEui64, misuseOf, normalMac } from "../../device/mac.js";
import { MacListError } from "./errors.js";
import { columnKind, columnKinds } from "./heading.js";
import { type ListRecord, recordsOf } from "./records.js";

export interface MacRow {
  /** Lower case with colons. */
  readonly mac: string;
  /** From 1. */
  readonly line: number;
}

export type RowProblem = "notMac" | "noMac" | "multicast" | "allZeros" | "eui64";

export interface BadRow {
  /** What stands there, clipped. */
  readonly value: string;
  readonly line: number;
  readonly problem: RowProblem;
}

export interface MacList {
  /** Each address once, in the order of the lines. */
  readonly rows: readonly MacRow[];
  readonly bad: readonly BadRow[];
  /** How many lines repeated an earlier one. */
  readonly repeated: number;
}

export interface MacListOptions {
  /** The column that holds them: the words of its heading, or its number from 1. Default: found by its heading. */
  readonly column?: string;
}

const valueMaxChars = 40;

/**
 * Empty lines and lines that begin with `#` are skipped, and so is a remark after an address (` # kitchen`). With several columns,
 * that counts whose heading names the address devices report (`MAC`, `WiFi MAC`, `MAC地址`, `Device-Id` …). A heading is no row, nor
 * is a title above it; in the output of esptool only the lines with `MAC:` count.
 * Throws MacListError if a quote is never closed (nothing after it could be trusted), or if it isn't clear which column is meant.
 */
export function readMacList(text: string, { column }: MacListOptions = {}): MacList {
  const records = recordsOf(text);
  const heading = headingOf(records);
  const body = heading === undefined ? records : rowsBelow(records, heading);
  const at = columnOf(body, heading, column);
  const isPrintout = !namesColumn(heading) && body.some(({ cells }) => isLabelled(cells[0] ?? ""));
  const rows = new Map<string, number>();
  const bad: BadRow[] = [];
  let repeated = 0;
  for (const { cells, line } of body) {
    const value =
      at === undefined ? (cells.find((cell) => macIn(cell)) ?? cells.join(",")) : (cells[at] ?? "");
    if (isPrintout && !isLabelled(value) && !isAttempt(value)) continue;
    const mac = macIn(value);
    const problem = mac === undefined ? problemOf(value) : misuseOf(mac);
    if (mac === undefined || problem !== undefined)
      bad.push({ value: value.slice(0, valueMaxChars), line, problem: problem ?? "notMac" });
    else if (rows.has(mac)) repeated += 1;
    else rows.set(mac, line);
  }
  return { rows: [...rows].map(([mac, line]) => ({ mac, line })), bad, repeated };
}

/**
 * Above the first address: the row that names a column of addresses, or else the first row of a table, unless it looks like an
 * address with a slip of the pen in it.
 */
function headingOf(records: readonly ListRecord[]): ListRecord | undefined {
  const first = records.findIndex(({ cells }) =>
    cells.some((cell) => problemOf(cell) === "eui64" || macIn(cell) !== undefined),
  );
  const above = first < 0 ? records : records.slice(0, first);
  // The widest: a title may have the same words, but not the columns.
  const [naming] = above
    .filter((record) => namesColumn(record) && !record.cells.some(isAttempt))
    .sort((a, b) => b.cells.length - a.cells.length);
  if (naming !== undefined) return naming;
  const [top] = above;
  const isHeading = first > 0 && top !== undefined && top.cells.length > 1 && !top.cells.some(isAttempt);
  return isHeading ? top : undefined;
}

function namesColumn(record: ListRecord | undefined): boolean {
  return record?.cells.some((cell) => columnKind(cell) !== "unknown") ?? false;
}

/** Tables that were put one below the other have their heading again and again. */
function rowsBelow(records: readonly ListRecord[], heading: ListRecord): ListRecord[] {
  const words = JSON.stringify(heading.cells);
  return records.filter(({ line, cells }) => line > heading.line && JSON.stringify(cells) !== words);
}

/** Undefined: the first cell that is an address, whichever it is. */
function columnOf(
  body: readonly ListRecord[],
  heading: ListRecord | undefined,
  wanted: string | undefined,
): number | undefined {
  const titles = heading?.cells ?? [];
  const width = Math.max(titles.length, ...body.map(({ cells }) => cells.length), 0);
  const all = Array.from({ length: width }, (_, at) => at);
  const nameOf = (at: number): string => {
    const title = titles[at] ?? "";
    return title === "" || titles.indexOf(title) !== titles.lastIndexOf(title) ? String(at + 1) : title;
  };
  if (wanted !== undefined) {
    const key = (name: string) => name.normalize("NFKC").trim().toLowerCase();
    const found =
      all.find((at) => key(nameOf(at)) === key(wanted)) ?? all.find((at) => String(at + 1) === wanted.trim());
    if (found === undefined) throw new MacListError("noSuchColumn", all.map(nameOf));
    return found;
  }
  const filled = all.filter((at) => body.some(({ cells }) => macIn(cells[at] ?? "") !== undefined));
  const kindOf = (at: number) => columnKind(titles[at] ?? "");
  // Nothing to choose from: the rows are told as what they are, by the column that was meant.
  if (filled.length === 0) return named(all, kindOf)[0];
  const [chosen, ...others] = named(filled, kindOf);
  if (chosen === undefined) throw new MacListError("otherAddresses", filled.map(nameOf));
  const differs = (at: number) =>
    body.some(({ cells }) => macIn(cells[at] ?? "") !== macIn(cells[chosen] ?? ""));
  if (others.some(differs)) {
    // A column that is sometimes empty beside another that fills the gaps is a list with ragged rows, not a second address.
    const isRagged = heading === undefined && body.every(({ cells }) => cells.filter(macIn).length <= 1);
    if (isRagged) return undefined;
    throw new MacListError("severalColumns", [chosen, ...others].map(nameOf));
  }
  return heading === undefined ? undefined : chosen;
}

/** Those of the best kind there is. */
function named(columns: readonly number[], kindOf: (at: number) => string): readonly number[] {
  for (const kind of columnKinds) {
    const found = columns.filter((at) => kindOf(at) === kind);
    if (found.length > 0) return found;
  }
  return [];
}

/** `MAC: 3c:84:…`, as esptool and other tools print it. */
const label = /^(?:[a-z]+[ _-])?mac(?:[ _-]?addr(?:ess)?|地址)?\s*[:=]\s*/i;

function isLabelled(cell: string): boolean {
  return label.test(cell.normalize("NFKC"));
}

/** Without the label before it and the remark after it. */
function addressPart(cell: string): string {
  return cell
    .normalize("NFKC")
    .replace(/\s+#.*$/, "")
    .replace(label, "");
}

function macIn(cell: string): string | undefined {
  const plain = addressPart(cell);
  return normalMac(plain) ?? macAmong(plain.split(/\s+/));
}

/** An address with a name beside it, and no separator that says where one ends: only a spelling that nothing else has. */
function macAmong(words: readonly string[]): string | undefined {
  if (words.length < 2) return undefined;
  const found = words.map((word) => (/[:.-]/.test(word) ? normalMac(word) : undefined)).filter((mac) => mac);
  return found.length === 1 ? found[0] : undefined;
}

/** An address with a mistake in it, rather than words. */
function isAttempt(cell: string): boolean {
  const compact = cell
    .normalize("NFKC")
    .replace(label, "")
    .replace(/[\s:._-]/g, "");
  const digits = compact.match(/[0-9a-f]/gi)?.length ?? 0;
  return /^[0-9a-z]{8,18}$/i.test(compact) && /\d/.test(compact) && digits >= 0.75 * compact.length;
}

function problemOf(value: string): RowProblem {
  if (value === "") return "noMac";
  return isEui64(addressPart(value)) ? "eui64" : "notMac";
}
