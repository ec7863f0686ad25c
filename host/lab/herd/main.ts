/** `npm run lab -- --herd`: a million devices, what strikes them all at once, and how ours and the reference firmware come back. */
import type { HerdResult } from "./result.js";
import { runHerd } from "./run.js";
import type { Scenario } from "./scenario.js";
import { herdHeading, herdLine, herdRow, missedGoals } from "./table.js";

export interface HerdOptions {
  readonly scenarios: readonly Scenario[];
  readonly devices: number;
  readonly seed: number;
  readonly json: boolean;
}

export interface HerdRun {
  readonly result: HerdResult;
  /** Of ours: what peaks are compared with. */
  readonly steadyPerSecond: number;
}

/** Ours in every scenario, and the reference where it has a part in it; one after the other, as they are asked for. */
export function* runHerds({ scenarios, devices, seed }: Omit<HerdOptions, "json">): Generator<HerdRun> {
  for (const scenario of scenarios) {
    const ours = runHerd(scenario, "ours", devices, seed);
    const { steadyPerSecond } = ours.figures;
    yield { result: ours, steadyPerSecond };
    if (scenario.reference === undefined) continue;
    const result = runHerd({ ...scenario, ...scenario.reference }, "reference", devices, seed);
    yield { result, steadyPerSecond };
  }
}

/** Prints a row for each run as soon as it is over. True if ours reaches every goal. */
export function printHerd(options: HerdOptions, print: (line: string) => void): boolean {
  const { scenarios, devices, json } = options;
  if (!json) print(herdLine(herdHeading));
  const missed: string[] = [];
  for (const { result, steadyPerSecond } of runHerds(options)) {
    if (result.schedule === "ours") missed.push(...missedGoals(result));
    print(json ? JSON.stringify(asJson(result)) : herdLine(herdRow(result, steadyPerSecond)));
  }
  if (!json) {
    for (const sentence of missed) print(`MISSED  ${sentence}`);
    print(`\n${scenarios.length} scenarios, ${devices} devices, ${missed.length} goals missed`);
  }
  return missed.length === 0;
}

const asJson = ({ scenario, schedule, devices, seed, cloud, figures }: HerdResult): object => ({
  scenario,
  schedule,
  devices,
  seed,
  cloud,
  ...figures,
});
