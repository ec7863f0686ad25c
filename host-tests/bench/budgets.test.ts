import { beforeAll, expect, test } from "vitest";
import { runBench } from "../../host/bench/bench.js";
import { budgetChanges, compareBudgets, howToUpdate, readBudgets } from "../../host/bench/budgets.js";
import { benchText } from "../../host/bench/text.js";
import { buildTimeoutMs, enginePath } from "../xs/engine.js";

beforeAll(enginePath, buildTimeoutMs);

/** The whole report: some ten seconds of computing, and more on a loaded machine. */
const benchTimeoutMs = 900_000;

test(
  "this build costs no more than is written down",
  async () => {
    const { over, under } = compareBudgets(readBudgets(), await runBench());
    if (under.length > 0)
      // biome-ignore lint/suspicious/noConsole: a note for who runs the tests; nothing has failed
      console.warn(`Cheaper than the budgets, which can be lowered:\n${under.join("\n")}`);
    expect(over, `${over.join("\n")}\n${howToUpdate}`).toEqual([]);
  },
  benchTimeoutMs,
);

test("what has changed is told as old, new and the change in per cent", () => {
  const budget = { engine: { turn: { instructions: 1_000, liveSlots: 0 } }, passes: true, gone: 1 };
  const measured = { engine: { turn: { instructions: 1_015, liveSlots: 2 } }, passes: false, fresh: 7 };
  const changes = [
    "engine.turn.instructions: 1000 -> 1015 (+1.50 %)",
    "engine.turn.liveSlots: 0 -> 2",
    "passes: true -> false",
    "gone: 1 -> none",
    "fresh: none -> 7",
  ];
  expect(budgetChanges(budget, measured)).toEqual(changes);
  expect(compareBudgets(budget, measured)).toEqual({ over: changes, under: [] });
  expect(budgetChanges(budget, structuredClone(budget))).toEqual([]);
  expect(howToUpdate).toContain("bench --update-budgets");
});

test.each([
  [200, 202, "passes"],
  [200, 203, "fails"],
  [200, 198, "passes"],
  [200, 197, "is noted"],
  // What is kept may be less than nothing: one in a hundred of nothing is nothing.
  [0, 1, "fails"],
  [0, -1, "is noted"],
  [-200, -198, "passes"],
  [-200, -197, "fails"],
])("a budget of %i and a figure of %i: %s", (was, is, verdict) => {
  const { over, under } = compareBudgets({ figure: was }, { figure: is });
  expect([over.length, under.length]).toEqual([Number(verdict === "fails"), Number(verdict === "is noted")]);
});

test.each([
  "activation.roundTripMs",
  "heap.half.slots",
  "activation.withEndpoint.reference.meanMs",
  "activation.withEndpoint.referenceRequestsPerHour.firstHour",
  "outage.referenceGivesUpAfterMs",
])("%s is no cost: any change of it fails", (name) => {
  const nested = (figure: number) =>
    name.split(".").reduceRight<object | number>((inner, part) => ({ [part]: inner }), figure) as object;
  expect(compareBudgets(nested(1_000), nested(999)).over).toHaveLength(1);
  expect(compareBudgets(nested(1_000), nested(1_001)).over).toHaveLength(1);
});

test("the budgets hold no times of day, and every flow and message has one", () => {
  const { engine, messages, audio, heap, activation, outage } = readBudgets();
  expect(Object.keys(messages.mqtt)).toEqual(Object.keys(messages.websocket));
  for (const figures of [...Object.values(messages.websocket), ...Object.values(messages.mqtt)]) {
    expect(figures.instructions).toBeGreaterThan(1_000);
    expect(figures.garbageSlots).toBeGreaterThan(0);
  }
  // An unknown message leaves nothing but its place in the list of those that were told.
  expect(messages.websocket.unknownTypeAgain).toMatchObject({ keptSlots: 0, keptChunkBytes: 0 });
  // A board collects garbage by pausing everything: a packet makes one view, and no bytes.
  for (const figures of Object.values(audio))
    expect(figures).toMatchObject({ garbageSlots: expect.any(Number), garbageChunkBytes: 0 });
  expect(heap.smallest.slots).toBeLessThan(heap.half.slots);
  expect(heap.smallest.chunkBytes).toBeLessThan(heap.half.chunkBytes);
  const text = benchText({ engine, messages, audio, heap, activation, outage });
  for (const figure of [engine.textTurn.instructions, messages.mqtt.stt.instructions, heap.smallest.slots])
    expect(text).toContain(String(figure));
});
