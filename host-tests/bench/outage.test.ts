import { expect, test } from "vitest";
import { outageFigures } from "../../host/bench/outage.js";

const outage = outageFigures(100);

test("after an outage ours is back within the longest wait of its schedule, two minutes", () => {
  for (const { ours } of [outage.tenMinutes, outage.fiveToFifteenMinutes]) {
    expect(ours.p95Ms).toBeLessThanOrEqual(120_000 + 1_000);
    expect(ours.meanMs).toBeGreaterThan(1_000);
  }
});

test("the reference's wait depends on the luck of the moment, up to as long as the outage itself", () => {
  // Its sixth wait ends 630 s and six round trips after power-on: half a minute after an outage of ten minutes.
  expect(outage.tenMinutes.reference).toEqual({ runs: 100, meanMs: 30_700, p95Ms: 30_700 });
  expect(outage.fiveToFifteenMinutes.reference.p95Ms).toBeGreaterThan(300_000);
});
