import { beforeAll, expect, test } from "vitest";
import { runBench } from "../../host/bench/bench.js";
import { engineFigures, fullFlowPasses, readyEngine } from "../../host/bench/engine.js";
import { benchText } from "../../host/bench/text.js";
import { buildTimeoutMs, enginePath } from "../xs/engine.js";

beforeAll(enginePath, buildTimeoutMs);

test("two runs in the engine give the same figures", async () => {
  const engine = await readyEngine();
  const figures = await engineFigures(engine);
  expect(await engineFigures(engine)).toEqual(figures);
  expect(figures.fullFlow.instructions).toBeGreaterThan(figures.powerOnToActivation.instructions);
  expect(figures.textTurn.instructions).toBeGreaterThan(1_000);
});

test.each(["websocket", "mqtt"] as const)(
  "the whole flow and a turn over %s pass in half of the default heap, and not in a sixth of it",
  async (transport) => {
    const engine = await readyEngine();
    expect(await fullFlowPasses(engine, { slots: 2_464, chunkBytes: 39_424 }, transport)).toBe(true);
    // What passes everywhere proves nothing.
    expect(await fullFlowPasses(engine, { slots: 821, chunkBytes: 13_141 }, transport)).toBe(false);
  },
);

test("the report holds no times of day or durations of this computer, and the page shows its figures", async () => {
  const runs = { firstFiveMinutes: 2, fiveToThirtyMinutes: 1, thirtyToSixtyMinutes: 1 };
  const first = await runBench({ runs, outageRuns: 2 });
  const second = await runBench({ runs, outageRuns: 2 });
  expect(JSON.stringify(second)).toBe(JSON.stringify(first));
  expect(first.heap.smallest.slots).toBeLessThan(first.heap.half.slots);
  expect(first.heap.smallest.chunkBytes).toBeLessThan(first.heap.half.chunkBytes);
  const text = benchText(first);
  for (const figure of [first.engine.textTurn.instructions, first.heap.smallest.slots, "5110.00"])
    expect(text).toContain(String(figure));
});
