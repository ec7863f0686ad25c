/** The short mode of the fuzz, split over files that run side by side. */
import { expect, test } from "vitest";
import { failureLines, missed } from "../../../host/lab/fuzz/report.js";
import { runTarget } from "../../../host/lab/fuzz/run.js";
import type { Target } from "../../../host/lab/fuzz/target.js";

/** A hang is found by the run itself; a busy machine only takes longer. */
const timeoutMs = 300_000;

export function passesAll(targets: readonly Target[], seed = 1): void {
  test.each(targets)(
    "$name: $about",
    (target) => {
      const report = runTarget(target, { seed, cases: target.cases });
      expect(report.failure, report.failure && failureLines(report.failure).join("\n")).toBeUndefined();
      expect(report.cases).toBe(target.cases);
      expect(missed(target.reaches, report), "outcomes that were never met").toEqual([]);
    },
    timeoutMs,
  );
}
