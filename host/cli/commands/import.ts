/** `import`: binds many devices by MAC, before their first start. */
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { DeviceApi, ImportFailure } from "../../api/contract.js";
import { ApiError } from "../../api/errors.js";
import { type MacList, readMacList } from "../../api/mac-list.js";
import { codeOf } from "../../device/node/failure.js";
import { access } from "../access.js";
import type { AccessOptions } from "../access-options.js";
import { CliError, type Io, printJson } from "../io.js";
import { tableLines } from "../table.js";

export interface ImportOptions extends AccessOptions {
  readonly file?: string;
}

const batchSize = 100;
const fileMaxBytes = 10 * 1024 * 1024;

/** `macs` have been read by `macValue`. Answers 1 if any row failed. */
export async function importDevices(
  options: ImportOptions,
  macs: readonly string[],
  json: boolean,
  io: Io,
): Promise<number> {
  const list = collect(options, macs, io);
  const { api, agent } = access(options, io);
  const agentId = agent();
  const sent = await sendBatches(api, agentId, list.macs);
  const failed = [...list.bad, ...sent.failed];
  const { successCount } = sent;
  if (json) {
    for (const { value, reason } of failed) printJson(io, { event: "failed", value, reason });
    printJson(io, {
      event: "imported",
      agent: agentId,
      success: successCount,
      failed: failed.length,
      repeated: list.repeated,
    });
  } else {
    if (failed.length > 0) {
      const rows = failed.map(({ value, reason }) => [value, reason]);
      for (const line of tableLines(["FAILED", "REASON"], rows)) io.stdout.write(`${line}\n`);
    }
    const repeated = list.repeated > 0 ? `, ${list.repeated} repeated and sent once` : "";
    io.stdout.write(`Imported ${successCount}, failed ${failed.length}${repeated}.\n`);
  }
  return failed.length > 0 ? 1 : 0;
}

function collect({ file }: ImportOptions, macs: readonly string[], io: Io): MacList {
  const fromFile =
    file === undefined ? { macs: [], bad: [], repeated: 0 } : readMacList(textOf(resolve(io.cwd, file)));
  const all = [...macs, ...fromFile.macs];
  const unique = [...new Set(all)];
  if (unique.length === 0 && fromFile.bad.length === 0) {
    throw new CliError("Nothing to import: give MAC addresses, or --file with one a line.", 2);
  }
  return { macs: unique, bad: fromFile.bad, repeated: fromFile.repeated + all.length - unique.length };
}

function textOf(path: string): string {
  try {
    if (statSync(path).size > fileMaxBytes) throw new CliError(`${path} is larger than 10 MiB.`, 2);
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`${path} cannot be read (${codeOf(error) || "unknown reason"}).`, 2);
  }
}

interface Sent {
  readonly successCount: number;
  readonly failed: readonly ImportFailure[];
}

/** Stops at the first batch that fails as a whole: what stopped it would stop the others too. */
async function sendBatches(api: DeviceApi, agentId: string, macs: readonly string[]): Promise<Sent> {
  const failed: ImportFailure[] = [];
  let successCount = 0;
  for (let at = 0; at < macs.length; at += batchSize) {
    const batch = macs.slice(at, at + batchSize);
    try {
      const result = await api.preregister(agentId, batch);
      successCount += result.successCount;
      failed.push(...result.failed);
    } catch (error) {
      if (!(error instanceof ApiError) || at === 0) throw error;
      // An answer that got lost may have been a success: the reason says what happened, and a repeat does no harm.
      failed.push(...batch.map((value) => ({ value, reason: error.message })));
      failed.push(...macs.slice(at + batchSize).map((value) => ({ value, reason: "not sent" })));
      break;
    }
  }
  return { successCount, failed };
}
