import { expect, test } from "vitest";
import { live } from "../../host/lab/life.js";
import { cutName, cutPointOf } from "../../host/lab/power.js";
import { cutAt, cutPointsOf, replayOfCut } from "../../host/lab/power-cuts.js";

const seed = 1;
const whole = live({ seed, profile: "xrobo", transport: "websocket" });
const points = cutPointsOf(whole);
/** `npm run lab` cuts at every call; here at every 20th. */
const calls = points["port call"].filter((_, at) => at % 20 === 0);

test("a life without a cut goes from the first start to another owner", () => {
  expect(whole.failures).toEqual([]);
  expect(whole.writes).toBeGreaterThan(10);
  expect(whole.blocks).toBe(16);
});

test.each([
  ["storage write, before, torn and after", points["storage write"]],
  ["firmware block", points["firmware block"]],
  ["20th port call", calls],
])("a power cut at every %s leads to the same device online", (_name, cuts) => {
  expect(cuts.length).toBeGreaterThan(10);
  for (const cut of cuts) {
    const result = cutAt(cut, seed, "xrobo", "websocket");
    expect(result.life.failures, replayOfCut(result, seed)).toEqual([]);
  }
});

test("a cut that never comes is a failure: the lab must not pass by doing nothing", () => {
  expect(cutAt({ at: "write", nth: 9_999, when: "torn" }, seed, "xrobo", "websocket").life.failures).toEqual([
    "the cut never came",
  ]);
});

test("a device that takes longer after a cut than a start may take is seen", () => {
  const cut = { at: "write", nth: 1, when: "after" } as const;
  const { failures } = live({ seed, profile: "xrobo", transport: "websocket", cut }, ({ network, clock }) => {
    network.fault.link("down");
    clock.after(30_000, () => network.fault.clear());
  });
  expect(failures.join()).toMatch(/^online 4\d{4}\S* ms after the cut, of at most 17200$/);
});

test("a cut is named on the command line as the report names it", () => {
  for (const cut of [...points["storage write"], ...points["firmware block"], ...calls])
    expect(cutPointOf(cutName(cut))).toEqual(cut);
  expect(() => cutPointOf("write:3")).toThrow(/names no power cut/);
});
