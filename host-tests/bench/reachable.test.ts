import { describe, expect, test } from "vitest";
import { reachable, returnMs } from "../../host/bench/reachable.js";

const seeds = [1, 2, 3];

describe("a server that ends quiet sessions after 180 s", () => {
  const day = { quietLimitMs: 180_000, hours: 24 } as const;

  test("over a websocket the device is within reach 97 % of the time, with at most 25 connects an hour", () => {
    for (const seed of seeds) {
      const { share, connectsPerHour } = reachable({ ...day, transport: "websocket", seed });
      expect(share).toBeGreaterThanOrEqual(0.97);
      expect(connectsPerHour).toBeLessThanOrEqual(25);
    }
  });

  test("over MQTT it stays connected", () => {
    for (const seed of seeds)
      expect(reachable({ ...day, transport: "mqtt", seed })).toEqual({ share: 1, connectsPerHour: 0 });
  });

  test.each(["websocket", "mqtt"] as const)("a rest that may be offline is one (%s)", (transport) => {
    expect(reachable({ ...day, transport, seed: 1, rest: "offline" }).share).toBeLessThan(0.5);
  });
});

test("a server that closes every session as soon as it is open is left alone more and more", () => {
  const { connectsPerHour } = reachable({ quietLimitMs: 1_000, hours: 24, transport: "websocket", seed: 1 });
  expect(connectsPerHour).toBeLessThan(12);
});

test.each(["websocket", "mqtt"] as const)(
  "one device, and a server that is away for seconds: back within 5 s of its return, in half of the cases (%s)",
  (transport) => {
    for (const awayMs of [2_000, 5_000]) {
      const tookMs = Array.from({ length: 501 }, (_, seed) => returnMs(transport, seed, awayMs));
      const median = tookMs.sort((one, other) => one - other)[250];
      expect(median).toBeLessThanOrEqual(5_000);
    }
  },
);
