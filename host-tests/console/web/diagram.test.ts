import { expect, test } from "vitest";
import { diagram, exitsOf, nodeHeight, nodeWidth } from "../../../host/console/web/lifecycle/diagram.js";
import { lifecycleDiagram } from "../../../host/docs/lifecycle.js";
import { stateNames } from "../../../src/core/lifecycle/names.js";

const { nodes, arrows, width, height } = diagram();

test("it has every state once, in the picture, and none over another", () => {
  expect(nodes.map(({ state }) => state)).toEqual(stateNames);
  for (const { x, y } of nodes) {
    expect(x - nodeWidth / 2).toBeGreaterThan(0);
    expect(x + nodeWidth / 2).toBeLessThan(width);
    expect(y - nodeHeight / 2).toBeGreaterThan(0);
    expect(y + nodeHeight / 2).toBeLessThan(height);
  }
  for (const a of nodes)
    for (const b of nodes)
      if (a !== b) expect(Math.abs(a.x - b.x) > nodeWidth || Math.abs(a.y - b.y) > nodeHeight).toBe(true);
});

test("its arrows are those of the documentation's diagram", () => {
  const drawn = arrows.map(({ from, to, events }) => `${from} --> ${to}: ${events.join(", ")}`);
  const documented = lifecycleDiagram()
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.includes(": "));
  expect(drawn.sort()).toEqual(documented.sort());
});

test("staying is no way out", () => {
  for (const state of stateNames) expect(exitsOf(state).has(state)).toBe(false);
});
