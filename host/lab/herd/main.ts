/** `npm run lab -- --herd`: a million devices, what strikes them all at once, and how ours and the reference firmware come back. */
import type { HerdResult, ScheduleName } from "./result.js";
import { runHerd } from "./run.js";
import type { Scenario } from "./scenarios.js";
import { herdHeading, herdLine, herdRow, missedGoals } from "./table.js";

export interface HerdOptions {
  readonly scenarios: readonly Scenario[];
  readonly devices: number;
  readonly seed: number;
  readonly json: boolean;
}

/** Prints a row for each run as soon as it is over. True if ours reaches every goal. */
export function printHerd(
  { scenarios, devices, seed, json }: HerdOptions,
  print: (line: string) => void,
): boolean {
  if (!json) print(herdLine(herdHeading));
  const missed: string[] = [];
  for (const scenario of scenarios) {
    const schedules: readonly ScheduleName[] =
      scenario.reference === undefined ? ["ours"] : ["ours", "reference"];
    let steadyPerSecond = 0;
    for (const schedule of schedules) {
      const result = runHerd(
        schedule === "ours" ? scenario : { ...scenario, ...scenario.reference },
        schedule,
        devices,
        seed,
      );
      if (schedule === "ours") {
        steadyPerSecond = result.figures.steadyPerSecond;
        missed.push(...missedGoals(result));
      }
      print(json ? JSON.stringify(asJson(result)) : herdLine(herdRow(result, steadyPerSecond)));
    }
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
