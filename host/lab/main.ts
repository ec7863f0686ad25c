/** `npm run lab`: breaks everything that can break, in virtual time, and prints what came of it. */

import { type CellResult, runCell, seconds } from "./cell.js";
import { printDatagrams } from "./datagrams/main.js";
import { runFuzz } from "./fuzz/command.js";
import { printHerd } from "./herd/main.js";
import { cellsOf, type FaultReport, runFault } from "./matrix.js";
import { runModel, runReplay } from "./model/run.js";
import { isHelp, type LabOptions, readOptions, usage } from "./options.js";
import type { CutPoint } from "./power.js";
import { cutAt, cutEverywhere, replayOfCut } from "./power-cuts.js";
import { writeReport } from "./report/main.js";
import { soak, soakUsage } from "./soak/main.js";
import { aligned, failureLines, heading, replayOf, rowOf } from "./table.js";

const help = `${usage}\n\n${soakUsage}`;

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

/** True if the device survived all cuts. */
function runPowerCuts({ seed, selection, json }: LabOptions): boolean {
  const reports = cutEverywhere(seed, selection);
  for (const { kind, cuts, passed, failed } of reports) {
    if (json) {
      const told = failed.map((result) => ({
        failures: result.life.failures,
        replay: replayOfCut(result, seed),
      }));
      print(JSON.stringify({ powerCutsAt: kind, cuts, passed, failed: told }));
      continue;
    }
    print(`power cut at every ${kind}: ${cuts} cuts, ${passed} passed`);
    for (const result of failed) {
      for (const failure of result.life.failures) print(`FAILED  ${failure}`);
      print(`        ${replayOfCut(result, seed)}`);
    }
  }
  return reports.every(({ failed }) => failed.length === 0);
}

/** One life with one cut, with all that happened in it. */
function runCut(cut: CutPoint, { seed, selection, json }: LabOptions): boolean {
  const { profile = "xrobo", transport = "websocket" } = selection;
  const { life } = cutAt(cut, seed, profile, transport);
  if (json) print(JSON.stringify(life));
  else {
    for (const line of life.log) print(line);
    print(life.failures.length === 0 ? "\npassed" : "");
    for (const failure of life.failures) print(`FAILED  ${failure}`);
  }
  return life.failures.length === 0;
}

function run(options: LabOptions): boolean | Promise<boolean> {
  const { faults, fuzz, herd, json, model, report, seed, selection } = options;
  if (report !== undefined) return writeReport(report, print);
  if (options.datagrams) return printDatagrams({ seed, json }, print);
  if (herd !== undefined) return printHerd({ ...herd, seed, json }, print);
  if (model !== undefined)
    return "replay" in model ? runReplay(model.replay, print) : runModel(model.depth, json, print);
  if (fuzz !== undefined) return runFuzz(fuzz, print);
  if (options.cut !== undefined) return runCut(options.cut, options);
  const [fault] = faults;
  const cells = faults.length === 1 && fault !== undefined ? cellsOf(fault, seed, selection) : [];
  const [cell] = cells;
  if (cells.length === 1 && cell !== undefined) {
    const result = runCell(cell);
    printCell(result, options.json);
    return result.failures.length === 0;
  }
  const survived = faults.length === 0 || runMatrix(options);
  return (!options.powerCuts || runPowerCuts(options)) && survived;
}

/** Help that was asked for is no failure. */
function printHelp(): true {
  print(help);
  return true;
}

const args = process.argv.slice(2);
try {
  const passed = isHelp(args)
    ? printHelp()
    : args.includes("--soak")
      ? await soak(args, print)
      : await run(readOptions(args));
  process.exitCode = passed ? 0 : 1;
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n(--help shows what there is)\n`);
  process.exitCode = 2;
}
