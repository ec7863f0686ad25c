import { expect, test } from "vitest";
import { wayOpenBoundMs } from "../../host/lab/bound.js";
import { longestMs, runCell } from "../../host/lab/cell.js";
import { problemGroups } from "../../host/lab/faults/fault.js";
import { faults } from "../../host/lab/faults/index.js";
import { cellsOf } from "../../host/lab/matrix.js";
import { failureLines } from "../../host/lab/table.js";

/** `npm run lab` runs all cells; here each fault has a few, and together they meet every state, transport, cloud and past. */
const cellsPerFault = 2;
const stride = 19;

test("there are at least 60 faults, each by its own name, and all ten problem groups are among them", () => {
  expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
  expect(faults.length).toBeGreaterThanOrEqual(60);
  expect(new Set(faults.flatMap(({ group }) => group ?? [])).size).toBe(problemGroups.length);
});

test("a fault that leaves a way open can last until the device must have found it", () => {
  const harmless = faults.filter((fault) => fault.harmless !== undefined);
  expect(harmless.length).toBeGreaterThan(20);
  for (const fault of harmless)
    expect(fault.lastsMs ?? longestMs, fault.name).toBeGreaterThan(wayOpenBoundMs(fault));
});

test.each(faults.map((fault, at) => ({ name: fault.name, fault, at })))("survives $name", ({ fault, at }) => {
  const cells = cellsOf(fault, 1);
  for (let nth = 0; nth < Math.min(cellsPerFault, cells.length); nth++) {
    const cell = cells[(at + nth * stride) % cells.length];
    if (cell === undefined) throw new Error("no such cell");
    const result = runCell(cell);
    expect(result.failures, failureLines(result, 1).join("\n")).toEqual([]);
  }
});
