import { describe, expect, test } from "vitest";
import { type ActivationRuns, activationFigures, roundTripMs } from "../../host/bench/activation.js";

const runs: ActivationRuns = { firstFiveMinutes: 150, fiveToThirtyMinutes: 15, thirtyToSixtyMinutes: 15 };

describe.each([
  { endpoint: true, trips: 3.5 },
  { endpoint: false, trips: 2.5 },
])("with activate endpoint: $endpoint", ({ endpoint, trips }) => {
  const figures = activationFigures(endpoint, runs);

  test("while the person is at it, a bound device is online within 1.1 s and the round trips on average", () => {
    const { meanMs, meanBeyondRoundTripsMs } = figures.ours.firstFiveMinutes;
    expect(meanMs).toBeLessThanOrEqual(1_100 + trips * roundTripMs);
    expect(meanBeyondRoundTripsMs).toBeLessThanOrEqual(1_100);
    // Less than half a poll interval would mean that the simulation binds at convenient moments.
    expect(meanBeyondRoundTripsMs).toBeGreaterThan(800);
  });

  test("the wait follows the pace of the polls: at most one interval, two requests, connection and hello", () => {
    const atMost = (intervalMs: number) => intervalMs + 5 * roundTripMs;
    expect(figures.ours.firstFiveMinutes.p95Ms).toBeLessThanOrEqual(atMost(2_000));
    expect(figures.ours.fiveToThirtyMinutes.p95Ms).toBeLessThanOrEqual(atMost(10_000));
    expect(figures.ours.thirtyToSixtyMinutes.p95Ms).toBeLessThanOrEqual(atMost(30_000));
  });

  test("an unbound device makes at most 400 requests in its first hour, and fewer later", () => {
    const { firstHour, secondHour } = figures.oursRequestsPerHour;
    expect(firstHour).toBeLessThanOrEqual(400);
    expect(firstHour).toBeGreaterThan(300);
    expect(secondHour).toBeLessThanOrEqual(140);
  });
});

test("the same runs give the same figures", () => {
  const few: ActivationRuns = { firstFiveMinutes: 5, fiveToThirtyMinutes: 2, thirtyToSixtyMinutes: 1 };
  expect(activationFigures(true, few)).toEqual(activationFigures(true, few));
});
