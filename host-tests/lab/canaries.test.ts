import { expect, test } from "vitest";
import { canaries } from "../../host/lab/faults/canaries.js";
import { runFault } from "../../host/lab/matrix.js";

test.each(canaries)("a failure is seen in every cell: $name", (canary) => {
  const { cells, failed } = runFault(canary, 1);
  expect(cells).toBeGreaterThan(0);
  expect(failed).toHaveLength(cells);
  for (const { failures } of failed) expect(failures.join("\n")).toMatch(canary.mustSay);
});
