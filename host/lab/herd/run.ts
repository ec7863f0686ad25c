/** Runs a scenario with one of the two schedules. */
import { createOurHerd } from "./ours.js";
import { createReferenceHerd } from "./reference.js";
import { type HerdResult, resultOf, type ScheduleName } from "./result.js";
import type { Scenario } from "./scenario.js";
import { type CreateHerd, HerdSimulation } from "./simulation.js";

const herds: Readonly<Record<ScheduleName, CreateHerd>> = {
  ours: createOurHerd,
  reference: createReferenceHerd,
};

/** The same seed gives the same result, number for number. A million devices take some seconds and 200 MB. */
export function runHerd(
  scenario: Scenario,
  schedule: ScheduleName,
  devices: number,
  seed: number,
): HerdResult {
  const series = new HerdSimulation(herds[schedule], scenario, devices, seed).run();
  return resultOf(scenario, schedule, devices, seed, series);
}
