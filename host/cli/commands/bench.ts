/** `bench`: the figures of this build. */
import { type Io, printJson } from "../io.js";

interface Bench {
  runBench(): Promise<object>;
}

/** The benchmark brings the XS engine and a cloud with it: loaded only when asked for. */
export async function runBenchCommand(json: boolean, io: Io): Promise<number> {
  const module: string = "../../bench/bench.js";
  const { runBench } = (await import(module)) as Bench;
  const figures = await runBench();
  if (json) printJson(io, figures);
  else io.stdout.write(`${JSON.stringify(figures, undefined, 2)}\n`);
  return 0;
}
