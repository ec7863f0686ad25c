import { beforeAll, expect, test } from "vitest";
import { devicesText, together } from "../../host/bench/devices.js";
import { readyEngine } from "../../host/bench/engine.js";
import { buildTimeoutMs, enginePath } from "../xs/engine.js";

beforeAll(enginePath, buildTimeoutMs);

test("each of several devices costs what one costs: the same instructions, and no more memory", async () => {
  const engine = await readyEngine();
  const one = await together(engine, 1);
  const four = await together(engine, 4);
  expect(four.instructionsEach).toBe(one.instructionsEach);
  // Pages are shared and counted in each; a device that costs more in company would cost many times as much.
  expect(four.engineBytesEach).toBeLessThan(2 * one.engineBytesEach);
  expect(one.engineBytesEach).toBeGreaterThan(1_000_000);
  const text = devicesText([one, four]);
  expect(text).toContain(String(one.instructionsEach));
  expect(text.split("\n").filter((line) => /^ +[14] /.test(line))).toHaveLength(2);
});
