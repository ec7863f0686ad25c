import { expect, test } from "vitest";
import { type CellResult, runCell } from "../../host/lab/cell.js";
import { faults } from "../../host/lab/faults/index.js";
import { cellsOf, runFault } from "../../host/lab/matrix.js";

/** Chance has a part in these: loss, a link that comes and goes, power that does, codes. */
const chancy = ["very-weak-network", "wifi-flaps", "brown-out", "code-changes-at-every-check"];

function play(name: string, seed: number): CellResult[] {
  const fault = faults.find((known) => known.name === name);
  if (fault === undefined) throw new Error(`no fault ${name}`);
  return cellsOf(fault, seed, { state: "online", profile: "open" }).map(runCell);
}

test.each(chancy)("the same seed gives the same log, byte for byte: %s", (name) => {
  const first = play(name, 7);
  expect(first.length).toBeGreaterThan(0);
  expect(play(name, 7)).toEqual(first);
});

test("another seed gives another course of events", () => {
  const [name = ""] = chancy;
  expect(play(name, 8)[0]?.log).not.toEqual(play(name, 7)[0]?.log);
});

test("a cell goes the same way alone as in the whole matrix", () => {
  const fault = faults.find(({ name }) => name === "wifi-flaps");
  if (fault === undefined) throw new Error("no such fault");
  const { worst } = runFault(fault, 3);
  if (worst === undefined) throw new Error("nothing was run");
  const { state, transport, profile, past } = worst.cell;
  const alone = cellsOf(fault, 3, { state, transport, profile, past }).map(runCell);
  expect(alone).toEqual([worst]);
});
