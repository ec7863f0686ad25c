/** `npm run lab -- --model`: prints what the model check has looked at, and each breach with the log that leads to it. */
import { readFileSync } from "node:fs";
import { transition } from "../../../src/core/lifecycle/transition.js";
import { explore } from "./explore.js";
import { invariants } from "./invariants.js";
import { linesOf, logIn, replay } from "./replay.js";

export const usualDepth = 8;

/** True if nothing is broken. */
export function runModel(depth: number, json: boolean, print: (line: string) => void): boolean {
  const { breaches, ...counts } = explore(depth, transition);
  if (json) print(JSON.stringify({ depth, ...counts, invariants: invariants.length, breaches }));
  else {
    for (const breach of breaches) {
      print(`FAILED  ${breach.invariant}: ${breach.words}`);
      for (const line of linesOf(breach)) print(line);
    }
    const { states, pairs, steps, beyond } = counts;
    print(
      `depth ${depth}: ${states} states, ${pairs} pairs, ${steps} steps, ${invariants.length} invariants, ${breaches.length} broken; ` +
        (beyond === 0 ? "no state lies deeper" : `${beyond} states lie deeper`),
    );
  }
  return breaches.length === 0;
}

/** The steps of a log in a file, and what they break. True if nothing. */
export function runReplay(file: string, print: (line: string) => void): boolean {
  const { told, broken } = replay(logIn(readFileSync(file, "utf8")), transition);
  for (const line of told) print(line);
  return broken.length === 0;
}
