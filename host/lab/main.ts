/** `npm run lab`: breaks everything that can break, in virtual time, and prints what came of it. */

import { type CellResult, runCell, seconds } from "./cell.js";
import { cellsOf, type FaultReport, runFault } from "./matrix.js";
import { type LabOptions, readOptions, usage } from "./options.js";
import { aligned, failureLines, heading, replayOf, rowOf } from "./table.js";

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** A row for each fault as soon as it has been run, then the failures. True if all passed. */
function runMatrix({ faults, seed, selection, json }: LabOptions): boolean {
  if (!json) print(aligned(heading));
  const failed: CellResult[] = [];
  let cells = 0;
  for (const fault of faults) {
    const report = runFault(fault, seed, selection);
    if (report.cells === 0) continue;
    print(json ? JSON.stringify(asJson(report, seed)) : aligned(rowOf(report)));
    cells += report.cells;
    failed.push(...report.failed);
  }
  if (!json) {
    for (const result of failed) for (const line of failureLines(result, seed)) print(line);
    print(`\n${faults.length} faults, ${cells} cells, ${failed.length} failed`);
  }
  return failed.length === 0 && cells > 0;
}

function asJson(report: FaultReport, seed: number): object {
  const { fault, cells, passed, worst, failed } = report;
  return {
    fault: fault.name,
    story: fault.story,
    group: fault.group,
    cells,
    passed,
    worstRecoveryMs: worst?.recoveryMs,
    boundMs: worst?.boundMs,
    worst: worst && replayOf(worst, seed),
    failed: failed.map((result) => ({ failures: result.failures, replay: replayOf(result, seed) })),
  };
}

/** One cell, with all that happened in it. */
function printCell({ cell, failures, recoveryMs, boundMs, log }: CellResult, json: boolean): void {
  if (json) return print(JSON.stringify({ seed: cell.seed, failures, recoveryMs, boundMs, log }));
  for (const line of log) print(line);
  print("");
  if (recoveryMs !== undefined)
    print(`online ${seconds(recoveryMs)} after the end of the fault, of at most ${seconds(boundMs)}`);
  for (const failure of failures) print(`FAILED  ${failure}`);
  if (failures.length === 0) print("passed");
}

function run(options: LabOptions): boolean {
  const [fault] = options.faults;
  const cells =
    options.faults.length === 1 && fault !== undefined ? cellsOf(fault, options.seed, options.selection) : [];
  const [cell] = cells;
  if (cells.length === 1 && cell !== undefined) {
    const result = runCell(cell);
    printCell(result, options.json);
    return result.failures.length === 0;
  }
  return runMatrix(options);
}

try {
  process.exitCode = run(readOptions(process.argv.slice(2))) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
  process.exitCode = 2;
}
