/** The three goals, with 20,000 devices; `npm run lab -- --herd` runs a million. */
import { expect, test } from "vitest";
import type { HerdResult } from "../../../host/lab/herd/result.js";
import { runHerd } from "../../../host/lab/herd/run.js";
import type { Scenario } from "../../../host/lab/herd/scenario.js";
import { scenarios } from "../../../host/lab/herd/scenarios.js";
import { goals, missedGoals } from "../../../host/lab/herd/table.js";

const devices = 20_000;
const named = (name: string): Scenario => {
  const scenario = scenarios.find((known) => known.name === name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  return scenario;
};

test.each(scenarios)("$name: the peak is low, all are back in time, and no waves follow", (scenario) => {
  const result = runHerd(scenario, "ours", devices, 1);
  expect(missedGoals(result)).toEqual([]);
  expect(result.figures.wave).toBeDefined();
  expect(result.figures.laterOnlineMin).toBeGreaterThan(
    scenario.cloud(devices).idleCloseMs === undefined ? 0.99 : 0.96,
  );
});

test("the reference firmware misses them: a peak after an outage, and no way back from tokens that have expired", () => {
  const reference = (name: string): HerdResult => {
    const scenario = named(name);
    return runHerd({ ...scenario, ...scenario.reference }, "reference", 2_000, 1);
  };
  expect(reference("outage").figures.peakOverMean).toBeGreaterThan(goals.peakOverMean);
  expect(reference("power-return").figures.backAfterS).toBeGreaterThan(3_600);
  expect(reference("token-epoch").figures.backAfterS).toBeUndefined();
});

test("the series tells what the figures say: the share of those who are back passes 99 % at the end of the window", () => {
  const scenario = { ...named("token-epoch"), seconds: 2_400 };
  const { backOnlineShare, requestsPerSecond, endsS, figures } = runHerd(scenario, "ours", 1_000, 1);
  expect(requestsPerSecond).toHaveLength(2_400);
  const lastS = endsS + (figures.backAfterS ?? Number.NaN) - 1;
  expect(backOnlineShare[lastS - 1]).toBeLessThan(0.99);
  expect(backOnlineShare[lastS]).toBeGreaterThanOrEqual(0.99);
  expect(Math.max(...requestsPerSecond.subarray(endsS))).toBe(figures.peakPerSecond);
});

test("the same seed gives the same numbers, another seed others", () => {
  const run = (seed: number) => runHerd({ ...named("power-return"), seconds: 2_400 }, "ours", 1_000, seed);
  expect(run(3)).toEqual(run(3));
  expect(run(4).requestsPerSecond).not.toEqual(run(3).requestsPerSecond);
});
