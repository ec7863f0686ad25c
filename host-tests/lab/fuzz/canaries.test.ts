import { expect, test } from "vitest";
import { canaries } from "../../../host/lab/fuzz/canaries.js";
import { asciiJson } from "../../../host/lab/fuzz/report.js";
import { complaint, runTarget } from "../../../host/lab/fuzz/run.js";

test.each(canaries)(
  "is found, shrunk and found again: $name",
  ({ target, mustSay, shrinksToChars, patience }) => {
    const limits = patience === undefined ? {} : { patience };
    const { failure } = runTarget(target, { seed: 1, cases: 20_000, ...limits });
    expect(failure?.what).toMatch(mustSay);
    if (failure === undefined) return;
    expect(asciiJson(failure.input).length).toBeLessThanOrEqual(shrinksToChars);
    expect(complaint(target, failure.input)).toMatch(mustSay);

    const again = runTarget(target, { seed: failure.seed, cases: 20_000, path: failure.path, ...limits });
    expect(again.failure?.what).toMatch(mustSay);
  },
  300_000,
);
