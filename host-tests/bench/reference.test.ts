import { expect, test } from "vitest";
import {
  referenceActivation,
  referenceGivesUpAfterMs,
  referenceRecoveryMs,
} from "../../host/bench/reference.js";

const withEndpoint = { roundTripMs: 0, hasActivateEndpoint: true };
const withoutEndpoint = { roundTripMs: 0, hasActivateEndpoint: false };
const never = Number.POSITIVE_INFINITY;

test("the reference polls every 3 s and checks again after 10 polls", () => {
  const { requestsAtMs, readyAtMs } = referenceActivation(withEndpoint, never, 31_000);
  expect(requestsAtMs).toEqual([
    0, 0, 3_000, 6_000, 9_000, 12_000, 15_000, 18_000, 21_000, 24_000, 27_000, 30_000, 30_000,
  ]);
  expect(readyAtMs).toBe(never);
});

test("bound between two polls, the next poll leads to a check at once", () => {
  expect(referenceActivation(withEndpoint, 4_000)).toEqual({
    readyAtMs: 6_000,
    requestsAtMs: [0, 0, 3_000, 6_000, 6_000],
  });
});

test("without an endpoint the reference notices after 100 s at the latest, when it checks again", () => {
  expect(referenceActivation(withoutEndpoint, 1).readyAtMs).toBe(100_000);
  expect(referenceActivation(withoutEndpoint, 99_999).readyAtMs).toBe(100_000);
  expect(referenceActivation(withoutEndpoint, 100_001).readyAtMs).toBe(200_000);
});

test("each request takes its round trip, and the server decides in the middle of it", () => {
  const cloud = { roundTripMs: 100, hasActivateEndpoint: true };
  // The poll at 3,200 ms arrives at 3,250 ms.
  expect(referenceActivation(cloud, 3_250).readyAtMs).toBe(3_400);
  expect(referenceActivation(cloud, 3_251).readyAtMs).toBe(6_500);
});

test("a failed check is repeated after 10, 20, 40 … s, nine times, and never after 85 minutes", () => {
  expect(referenceGivesUpAfterMs).toBe(5_110_000);
  expect(Math.floor(referenceGivesUpAfterMs / 60_000)).toBe(85);
  expect(referenceRecoveryMs(0, 0)).toBe(0);
  expect(referenceRecoveryMs(0, 1)).toBe(10_000);
  expect(referenceRecoveryMs(0, 30_001)).toBe(70_000);
  expect(referenceRecoveryMs(0, referenceGivesUpAfterMs)).toBe(referenceGivesUpAfterMs);
  expect(referenceRecoveryMs(0, referenceGivesUpAfterMs + 1)).toBeUndefined();
});
