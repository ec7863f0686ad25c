/** `import`: binds many devices by MAC, before their first start. */
import { resolve } from "node:path";
import { ApiError, type DeviceApi } from "../../api/index.js";
import { type MacList, readMacList } from "../../api/mac-list.js";
import { access } from "../access.js";
import type { AccessOptions } from "../access-options.js";
import { CliError, type Io, printJson } from "../io.js";
import { type Progress, progressBar } from "../progress.js";
import { printTable } from "../table.js";
import { readPersonsText } from "../text-file.js";

export interface ImportOptions extends AccessOptions {
  readonly file?: string;
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
  const failed = [...work.failed, ...sent.failed];
  const { successCount } = sent;
  if (json) {
    for (const row of failed) printJson(io, { event: "failed", ...inJson(row, work) });
    printJson(io, {
      event: "imported",
      agent: agentId,
      success: successCount,
      failed: failed.length,
      repeated: work.repeated,
    });
  } else {
    if (failed.length > 0) printFailures(failed, io);
    const repeated = work.repeated > 0 ? `, ${work.repeated} repeated and sent once` : "";
    io.stdout.write(`Imported ${successCount}, failed ${failed.length}${repeated}.\n`);
  }
  return failed.length > 0 ? 1 : 0;
}

/** What is wrong in the file says so in its reason too, as it always has. */
function inJson({ value, line, reason }: Failure, work: Work): Failure {
  const isLocal = work.failed.some((row) => row.line === line && row.value === value);
  return {
    value,
    reason: isLocal ? `line ${line}: ${reason}` : reason,
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
  printTable(io, [...(withLine ? ["LINE"] : []), "FAILED", "REASON"], cells);
}

function collect({ file }: ImportOptions, macs: readonly string[], io: Io): Work {
  const fromFile: MacList =
    file === undefined ? { rows: [], bad: [], repeated: 0 } : listIn(resolve(io.cwd, file));
  const unique = new Map<string, Row>();
  for (const row of [...macs.map((mac) => ({ mac })), ...fromFile.rows]) {
    if (!unique.has(row.mac)) unique.set(row.mac, row);
  }
  if (unique.size === 0 && fromFile.bad.length === 0) {
    throw new CliError("Nothing to import: give MAC addresses, or --file with one a line.", 2);
  }
  const given = macs.length + fromFile.rows.length;
  return {
    rows: [...unique.values()],
    failed: fromFile.bad,
    repeated: fromFile.repeated + given - unique.size,
  };
}

function listIn(path: string): MacList {
  const text = readPersonsText(path);
  try {
    return readMacList(text);
  } catch (error) {
    throw new CliError(`${path}: ${error instanceof Error ? error.message : "it cannot be read"}.`, 2);
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
  const progress = progressBar(io, "Importing", rows.length, json);
  let stopped = false;
  const offStop = io.onStop(() => {
    stopped = true;
    progress.say("Stopping after the batch on its way; once more ends at once.");
  });
  try {
    return await sendBatches(api, agentId, rows, progress, () => stopped);
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
): Promise<Sent> {
  const failed: Failure[] = [];
  let successCount = 0;
  const fail = (which: readonly Row[], reason: string): void => {
    failed.push(...which.map(({ mac, ...line }) => ({ value: mac, ...line, reason })));
  };
  for (let at = 0; at < rows.length; at += batchSize) {
    if (isStopped()) {
      fail(rows.slice(at), "not sent: stopped");
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
      failed.push(...result.failed.map((failure) => ({ ...failure, ...lineOf(failure.value, batch) })));
    } catch (error) {
      if (!(error instanceof ApiError) || at === 0) throw error;
      // An answer that got lost may have been a success: the reason says what happened, and a repeat does no harm.
      fail(batch, error.message);
      fail(rows.slice(at + batchSize), "not sent");
      return { successCount, failed };
    }
  }
  progress.at(rows.length);
  return { successCount, failed };
}

/** The server gives a value back as it was sent, or in its own spelling. */
function lineOf(value: string, batch: readonly Row[]): { line?: number } {
  const line = batch.find(({ mac }) => mac === value.trim().toLowerCase().replaceAll("-", ":"))?.line;
  return line === undefined ? {} : { line };
}
