/** `import`: binds many devices by MAC, before their first start. */
import { resolve } from "node:path";
import { type ImportReason, importReason } from "../../api/import-reason.js";
import { ApiError, type DeviceApi } from "../../api/index.js";
import { MacListError } from "../../api/lists/errors.js";
import { type BadRow, type MacList, type RowProblem, readMacList } from "../../api/lists/mac-list.js";
import { printable } from "../../device/terminal/cells.js";
import { access } from "../access.js";
import type { AccessOptions } from "../access-options.js";
import { CliError, type Io, printJson } from "../io.js";
import { type Progress, progressBar } from "../progress.js";
import { printTable } from "../table.js";
import { readPersonsText } from "../text-file.js";
import { toldIn } from "../wording/from-below.js";
import { say } from "../wording/wording.js";
import type { Sentence } from "../wording/zh-cn.js";

export interface ImportOptions extends AccessOptions {
  readonly file?: string;
  /** Of the file: its heading's words, or its number from 1. */
  readonly column?: string;
}

interface Row {
  readonly mac: string;
  /** In the file, from 1. */
  readonly line?: number;
}

interface Failure {
  readonly value: string;
  readonly line?: number;
  readonly reason: string;
}

interface Work {
  readonly rows: readonly Row[];
  readonly failed: readonly Failure[];
  readonly repeated: number;
}

const batchSize = 100;

/**
 * `macs` have been read by `macValue`. Answers 1 if any row failed. When it is stopped, the batch on its way is waited for, so that
 * what is said about each row is true.
 */
export async function importDevices(
  options: ImportOptions,
  macs: readonly string[],
  json: boolean,
  io: Io,
): Promise<number> {
  const work = collect(options, macs, io);
  const { api, agent } = access(options, io);
  const agentId = agent();
  const sent = await send(api, agentId, work.rows, json, io);
  const failed = inOrder([...work.failed, ...sent.failed]);
  const { successCount } = sent;
  if (json) {
    for (const row of failed) printJson(io, { event: "failed", ...inJson(row, work, io) });
    printJson(io, {
      event: "imported",
      agent: agentId,
      success: successCount,
      failed: failed.length,
      repeated: work.repeated,
    });
  } else {
    if (failed.length > 0) printFailures(failed, io);
    const counts = { success: successCount, failed: failed.length, repeated: work.repeated };
    const sentence =
      work.repeated > 0
        ? "Imported {success}, failed {failed}, {repeated} repeated and sent once."
        : "Imported {success}, failed {failed}.";
    io.stdout.write(`${say(io, sentence, counts)}\n`);
  }
  return failed.length > 0 ? 1 : 0;
}

/** Of the file, by line; what has none comes first. */
function inOrder(failed: readonly Failure[]): readonly Failure[] {
  return [...failed].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

/** What is wrong in the file says so in its reason too, as it always has. */
function inJson({ value, line, reason }: Failure, work: Work, io: Io): Failure {
  const isLocal = work.failed.some((row) => row.line === line && row.value === value);
  return {
    value,
    reason: isLocal && line !== undefined ? say(io, "line {line}: {reason}", { line, reason }) : reason,
    ...(line === undefined ? {} : { line }),
  };
}

function printFailures(failed: readonly Failure[], io: Io): void {
  const withLine = failed.some(({ line }) => line !== undefined);
  const cells = failed.map(({ value, line, reason }) => [
    ...(withLine ? [line === undefined ? "" : String(line)] : []),
    value,
    reason,
  ]);
  const heading = [say(io, "FAILED"), say(io, "REASON")];
  printTable(io, withLine ? [say(io, "LINE"), ...heading] : heading, cells);
}

function collect({ file, column }: ImportOptions, macs: readonly string[], io: Io): Work {
  const fromFile: MacList =
    file === undefined ? { rows: [], bad: [], repeated: 0 } : listIn(resolve(io.cwd, file), column, io);
  const unique = new Map<string, Row>();
  for (const row of [...macs.map((mac) => ({ mac })), ...fromFile.rows]) {
    if (!unique.has(row.mac)) unique.set(row.mac, row);
  }
  if (unique.size === 0 && fromFile.bad.length === 0) {
    throw new CliError(say(io, "Nothing to import: give MAC addresses, or --file with one a line."), 2);
  }
  const given = macs.length + fromFile.rows.length;
  return {
    rows: [...unique.values()],
    failed: fromFile.bad.map((row) => failureOf(row, io)),
    repeated: fromFile.repeated + given - unique.size,
  };
}

const rowProblems: Readonly<Record<RowProblem, Sentence>> = {
  notMac: "not a MAC address",
  noMac: "no MAC address",
  multicast: "a multicast address, which no device has",
  allZeros: "all zeros, which no device has",
  eui64: "an address of eight bytes (EUI-64); devices report the one of six",
};

function failureOf({ value, line, problem }: BadRow, io: Io): Failure {
  return { value, line, reason: say(io, rowProblems[problem]) };
}

function listIn(path: string, column: string | undefined, io: Io): MacList {
  const text = readPersonsText(path, io);
  try {
    return readMacList(text, column === undefined ? {} : { column });
  } catch (error) {
    if (error instanceof MacListError) throw new CliError(listProblem(error, path, io), 2);
    throw error;
  }
}

function listProblem({ problem, columns, line = 1 }: MacListError, path: string, io: Io): string {
  const names = columns.map((name) => `“${printable(name)}”`).join(", ");
  const example = /^[\w.-]+$/.test(columns[0] ?? "") ? columns[0] : `"${printable(columns[0] ?? "")}"`;
  const parameters = { path, line, columns: names, example: example ?? "" };
  switch (problem) {
    case "openQuote":
      return say(io, "{path}: a quote that is opened in line {line} or later is never closed.", parameters);
    case "severalColumns":
      return say(
        io,
        "{path}: several columns hold addresses: {columns}. Say which one devices report (that of their Wi-Fi), such as --column {example}.",
        parameters,
      );
    case "otherAddresses":
      return say(
        io,
        "{path}: the only addresses are in {columns}, which is not the Wi-Fi address that devices report; --column {example} takes it all the same.",
        parameters,
      );
    case "noSuchColumn":
      return say(io, "{path} has no such column: there are {columns}.", parameters);
  }
}

interface Sent {
  readonly successCount: number;
  readonly failed: readonly Failure[];
}

async function send(
  api: DeviceApi,
  agentId: string,
  rows: readonly Row[],
  json: boolean,
  io: Io,
): Promise<Sent> {
  const progress = progressBar(io, say(io, "Importing"), rows.length, json);
  let stopped = false;
  const offStop = io.onStop(() => {
    stopped = true;
    progress.say(say(io, "Stopping after the batch on its way; once more ends at once."));
  });
  try {
    return await sendBatches(api, agentId, rows, progress, () => stopped, io);
  } finally {
    offStop();
    progress.close();
  }
}

/** Stops at the first batch that fails as a whole: what stopped it would stop the others too. */
async function sendBatches(
  api: DeviceApi,
  agentId: string,
  rows: readonly Row[],
  progress: Progress,
  isStopped: () => boolean,
  io: Io,
): Promise<Sent> {
  const failed: Failure[] = [];
  let successCount = 0;
  const fail = (which: readonly Row[], reason: string): void => {
    failed.push(...which.map(({ mac, ...line }) => ({ value: mac, ...line, reason })));
  };
  for (let at = 0; at < rows.length; at += batchSize) {
    if (isStopped()) {
      fail(rows.slice(at), say(io, "not sent: stopped"));
      return { successCount, failed };
    }
    progress.at(at);
    const batch = rows.slice(at, at + batchSize);
    try {
      const result = await api.preregister(
        agentId,
        batch.map(({ mac }) => mac),
      );
      successCount += result.successCount;
      failed.push(
        ...result.failed.map(({ value, reason }) => ({
          value,
          reason: refusedText(reason, io),
          ...lineOf(value, batch),
        })),
      );
    } catch (error) {
      if (!(error instanceof ApiError) || at === 0) throw error;
      // An answer that got lost may have been a success: the reason says what happened, and a repeat does no harm.
      fail(batch, toldIn(io, error.message));
      fail(rows.slice(at + batchSize), say(io, "not sent"));
      return { successCount, failed };
    }
  }
  progress.at(rows.length);
  return { successCount, failed };
}

const reasons: Readonly<Record<ImportReason, Sentence>> = {
  exists: "imported before",
  notMac: "not a MAC address",
};

/** The cloud's reason in our words, or else its own as a quotation. */
function refusedText(words: string, io: Io): string {
  const reason = importReason(words);
  return reason === undefined
    ? say(io, "refused; in its words: “{words}”", { words })
    : say(io, reasons[reason]);
}

/** The server gives a value back as it was sent, or in its own spelling. */
function lineOf(value: string, batch: readonly Row[]): { line?: number } {
  const line = batch.find(({ mac }) => mac === value.trim().toLowerCase().replaceAll("-", ":"))?.line;
  return line === undefined ? {} : { line };
}
