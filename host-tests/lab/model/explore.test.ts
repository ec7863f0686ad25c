import { describe, expect, test } from "vitest";
import { canaries } from "../../../host/lab/model/canaries.js";
import { explore } from "../../../host/lab/model/explore.js";
import { linesOf, logIn, replay } from "../../../host/lab/model/replay.js";
import { transition } from "../../../src/core/lifecycle/transition.js";

/** `npm run lab -- --model` goes to 8. */
const depth = 6;

test("no pair of concurrent happenings breaks an invariant", () => {
  const { breaches, states, pairs } = explore(depth, transition);
  expect(breaches.map((breach) => [breach.invariant, ...linesOf(breach)].join("\n"))).toEqual([]);
  expect(states).toBeGreaterThan(1_200);
  expect(pairs).toBeGreaterThan(400_000);
});

describe.each(canaries)("a spoilt lifecycle is found out: $name", ({ breaks, seenBy }) => {
  const breachOf = () => {
    for (let depth = 1; depth <= 5; depth++) {
      const breach = explore(depth, breaks).breaches.find(({ invariant }) => invariant === seenBy);
      if (breach !== undefined) return breach;
    }
    throw new Error(`${seenBy} was not broken`);
  };

  test("by the invariant that is about it, and its log replays", () => {
    const breach = breachOf();
    const log = logIn(linesOf(breach).join("\n"));
    expect(replay(log, breaks).broken).toContain(seenBy);
    expect(replay(log, transition).broken).toEqual([]);
    // The shortest: without its last event all is well.
    expect(replay({ ...log, log: log.log.slice(0, -1) }, breaks).broken).not.toContain(seenBy);
  });
});
