/** `bench`: the figures of this build. */
import { type Io, printJson } from "../io.js";
import { say } from "../wording/wording.js";

export interface BenchCommandOptions {
  readonly json?: boolean;
  /** Write the figures down as the most that this build may cost, and the page of them. */
  readonly updateBudgets?: boolean;
  /** Only how many virtual devices this computer carries, up to so many. */
  readonly devices?: number;
}

/** The benchmark brings the XS engine and a cloud with it: loaded only when asked for. */
export async function runBenchCommand(options: BenchCommandOptions, io: Io): Promise<number> {
  const { json = false, updateBudgets = false, devices } = options;
  if (devices !== undefined) {
    const { devicesFigures, devicesText } = await import("../../bench/devices.js");
    const figures = await devicesFigures(devices);
    if (json) printJson(io, figures);
    else io.stdout.write(`${devicesText(figures)}\n`);
    return 0;
  }
  const { benchText, runBench } = await import("../../bench/bench.js");
  const figures = await runBench();
  if (updateBudgets) {
    const { budgetChanges, readBudgets, writeBudgets } = await import("../../bench/budgets.js");
    const { writeFiguresPage } = await import("../../docs/figures.js");
    const changes = budgetChanges(readBudgets(), figures);
    writeBudgets(figures);
    writeFiguresPage();
    if (json) printJson(io, { changes });
    else io.stdout.write(`${changes.length === 0 ? say(io, "nothing has changed") : changes.join("\n")}\n`);
    return 0;
  }
  if (json) printJson(io, figures);
  else io.stdout.write(`${benchText(figures)}\n`);
  return 0;
}
