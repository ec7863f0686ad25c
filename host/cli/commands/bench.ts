/** `bench`: the figures of this build. */
import { type Io, printJson } from "../io.js";

/** The benchmark brings the XS engine and a cloud with it: loaded only when asked for. */
export async function runBenchCommand(json: boolean, io: Io): Promise<number> {
  const { benchText, runBench } = await import("../../bench/bench.js");
  const figures = await runBench();
  if (json) printJson(io, figures);
  else io.stdout.write(`${benchText(figures)}\n`);
  return 0;
}
