import { expect, test } from "vitest";
import { asciiJson } from "../../../host/lab/fuzz/report.js";
import { complaint } from "../../../host/lab/fuzz/run.js";
import { targets } from "../../../host/lab/fuzz/targets/index.js";
import { keptCases } from "./kept-cases.js";

test.each(keptCases.map(({ target, input }) => ({ target, input, text: asciiJson(input).slice(0, 80) })))(
  "once went wrong: $target $text",
  ({ target: name, input }) => {
    const target = targets.find((known) => known.name === name);
    if (target === undefined) throw new Error(`no target ${name}`);
    expect(complaint(target, input)).toBeUndefined();
  },
);

test("the short mode is a million cases", () => {
  expect(targets.reduce((sum, { cases }) => sum + cases, 0)).toBeGreaterThanOrEqual(1_000_000);
});
