import { beforeAll, expect, test } from "vitest";
import { runBench } from "../../host/bench/bench.js";
import { budgetChanges, howToUpdate, readBudgets } from "../../host/bench/budgets.js";
import { benchText } from "../../host/bench/text.js";
import { buildTimeoutMs, enginePath } from "../xs/engine.js";

beforeAll(enginePath, buildTimeoutMs);

/** The whole report: some ten seconds of computing, and more on a loaded machine. */
const benchTimeoutMs = 900_000;

test(
  "this build has the figures that are written down, to the last instruction",
  async () => {
    const changes = budgetChanges(readBudgets(), await runBench());
    expect(changes, `${changes.join("\n")}\n${howToUpdate}`).toEqual([]);
  },
  benchTimeoutMs,
);

test("what has changed is told as old, new and the change in per cent", () => {
  const budget = { engine: { turn: { instructions: 1_000, liveSlots: 0 } }, passes: true, gone: 1 };
  const measured = { engine: { turn: { instructions: 1_015, liveSlots: 2 } }, passes: false, fresh: 7 };
  expect(budgetChanges(budget, measured)).toEqual([
    "engine.turn.instructions: 1000 -> 1015 (+1.50 %)",
    "engine.turn.liveSlots: 0 -> 2",
    "passes: true -> false",
    "gone: 1 -> none",
    "fresh: none -> 7",
  ]);
  expect(budgetChanges({ a: 200 }, { a: 150 })).toEqual(["a: 200 -> 150 (-25.00 %)"]);
  expect(budgetChanges(budget, structuredClone(budget))).toEqual([]);
  expect(howToUpdate).toContain("bench --update-budgets");
});

test("the budgets hold no times of day, and every flow and message has one", () => {
  const { engine, messages, heap, activation, outage } = readBudgets();
  expect(Object.keys(messages.mqtt)).toEqual(Object.keys(messages.websocket));
  for (const figures of [...Object.values(messages.websocket), ...Object.values(messages.mqtt)]) {
    expect(figures.instructions).toBeGreaterThan(1_000);
    expect(figures.garbageSlots).toBeGreaterThan(0);
  }
  // An unknown message leaves nothing but its place in the list of those that were told.
  expect(messages.websocket.unknownTypeAgain).toMatchObject({ keptSlots: 0, keptChunkBytes: 0 });
  expect(heap.smallest.slots).toBeLessThan(heap.half.slots);
  expect(heap.smallest.chunkBytes).toBeLessThan(heap.half.chunkBytes);
  const text = benchText({ engine, messages, heap, activation, outage });
  for (const figure of [engine.textTurn.instructions, messages.mqtt.stt.instructions, heap.smallest.slots])
    expect(text).toContain(String(figure));
});
