import { expect, test } from "vitest";
import { strongestWave } from "../../../host/lab/herd/waves.js";
import { seededRandom } from "../../../host/simulation/seeded-random.js";

/** `perSecond` requests a second on average, at random moments; `share` of them only in every 20th part of a period. */
function arrivals(perSecond: number, periodS: number, share: number): Uint32Array {
  const random = seededRandom(1);
  const counts = new Uint32Array(16_384);
  for (let left = perSecond * counts.length; left > 0; left--) {
    const second = Math.floor(random() * counts.length);
    const at =
      random() < share ? second - (second % periodS) + Math.floor(random() * (periodS / 20)) : second;
    if (at < counts.length) counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}

test("mere chance is no wave", () => {
  const wave = strongestWave(arrivals(2, 512, 0));
  expect(wave?.swing).toBeLessThan(0.05);
  expect(wave?.overChance).toBeLessThan(15);
});

test("a tenth of the devices in step is found, with its period", () => {
  const wave = strongestWave(arrivals(2, 512, 0.1));
  // Or a fraction of it: short bursts have as much of those.
  expect(512 % (wave?.periodS ?? Number.NaN)).toBe(0);
  expect(wave?.swing).toBeGreaterThan(0.1);
  expect(wave?.overChance).toBeGreaterThan(15);
});

test("no requests, no wave", () => {
  expect(strongestWave(new Uint32Array(1_000))).toBeUndefined();
});
