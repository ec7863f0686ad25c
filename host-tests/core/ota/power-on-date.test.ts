import { expect, it } from "vitest";
import { dateAtPowerOn } from "../../../src/core/ota/clock.js";
import { decideFirmware, resolveRollback } from "../../../src/core/ota/firmware-decision.js";

const day = 86_400_000;
const built = Date.UTC(2026, 0, 15);
const now = built + 90 * day;

it.each([
  [0, 0],
  [built, 0],
  [built + day, 0],
  [built + day + 1, built + day + 1],
] as const)("a clock at %d says %d: that of the build is no date", (utcMs, date) => {
  expect(dateAtPowerOn(utcMs, built)).toBe(date);
});

it("an image that only a power cycle ends is not installed again at every power-on", () => {
  const started = { version: "1.1.0", url: "u", outcome: "started", forced: false, atUtcMs: now } as const;
  const attempts = resolveRollback([started], "1.0.0", dateAtPowerOn(built, built));
  const offer = { version: "1.1.0", url: "u", force: false };
  expect(decideFirmware(offer, { version: "1.0.0", attempts, utcMs: now }).install).toBe(false);
});
