import { beforeAll, expect, test } from "vitest";
import { engineFigures, fullFlowPasses, readyEngine } from "../../host/bench/engine.js";
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
