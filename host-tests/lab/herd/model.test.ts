import { expect, test } from "vitest";
import { createOurHerd } from "../../../host/lab/herd/ours.js";
import { scenarios } from "../../../host/lab/herd/scenarios.js";
import { HerdSimulation } from "../../../host/lab/herd/simulation.js";
import { createCoreHerd } from "./core-herd.js";

/** Short, but with every kind of wait in it; a cloud that has to refuse most. */
const devices = 200;
const short = scenarios.map((scenario) => ({
  ...scenario,
  seconds: Math.min(scenario.seconds, scenario.endsS + 1_800),
  cloud: () => ({ ...scenario.cloud(devices), checksPerSecond: 2, sessionsPerSecond: 2 }),
}));

test.each(short)("$name: the model asks in the same seconds as the real lifecycle", (scenario) => {
  const model = new HerdSimulation(createOurHerd, scenario, devices, 5).run();
  const core = new HerdSimulation(createCoreHerd, scenario, devices, 5).run();
  expect(core).toEqual(model);
  expect(model.online.at(-1)).toBeGreaterThan(0);
});
