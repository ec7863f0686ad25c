/** Runs one target: many cases, and the smallest one that fails. */
import fc from "fast-check";
import { type Plan, plans } from "./plan.js";
import { smallest } from "./shorten.js";
import { breach, type Json, type Target } from "./target.js";
import { withinMs } from "./time-limit.js";

export interface RunOptions {
  readonly seed: number;
  readonly cases: number;
  /** Only this one and what it shrinks to, as a failure prints it. */
  readonly path?: string;
  /** Ends the run early, without a failure. */
  readonly timeLimitMs?: number;
}

export interface Failure {
  readonly target: string;
  readonly seed: number;
  readonly path: string;
  readonly what: string;
  /** Shrunk. */
  readonly input: Json;
}

export interface Report {
  readonly target: string;
  readonly cases: number;
  /** How often each came. */
  readonly outcomes: ReadonlyMap<string, number>;
  readonly failure: Failure | undefined;
}

/** No parser here needs a hundredth of it; what the garbage collector or a busy machine adds is not taken for slowness. */
const slowMs = 100;
/** One case that takes longer than this never ends. */
const hungMs = 2_000;
/** For all cases of a run: beyond it, one of them hangs. */
const runLimitMs = (cases: number): number => 60_000 + cases * 5;

/** @returns what came of it @throws what must not be */
export function judge(target: Target, input: Json): string {
  const startedAtMs = performance.now();
  const outcome = target.judge(input);
  if (performance.now() - startedAtMs > slowMs && isSlow(target, input))
    breach(`takes more than ${slowMs} ms`);
  // A key of a peer that became a key of every object.
  for (const key in {}) breach(`Object.prototype has a member ${key} now`);
  return outcome;
}

function isSlow(target: Target, input: Json): boolean {
  return [1, 2, 3].every(() => {
    const startedAtMs = performance.now();
    target.judge(input);
    return performance.now() - startedAtMs > slowMs;
  });
}

export function runTarget(target: Target, options: RunOptions): Report {
  const outcomes = new Map<string, number>();
  let cases = 0;
  let latest: Plan | undefined;
  let failed = false;
  const property = fc.property(plans(target.size), (plan) => {
    latest = plan;
    // After a failure fast-check shrinks: those are no further cases.
    if (!failed) cases += 1;
    try {
      const outcome = judge(target, target.make(plan));
      if (!failed) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    } catch (error) {
      failed = true;
      throw error;
    }
  });
  const { seed, path, timeLimitMs } = options;
  const parameters = {
    seed,
    numRuns: options.cases,
    ...(path === undefined ? {} : { path }),
    ...(timeLimitMs === undefined ? {} : { interruptAfterTimeLimit: timeLimitMs }),
  };
  const report = (failure: Failure | undefined): Report => ({
    target: target.name,
    cases,
    outcomes,
    failure,
  });

  const run = withinMs(runLimitMs(options.cases) + (timeLimitMs ?? 0), () => fc.check(property, parameters));
  if (run.over)
    return report({
      target: target.name,
      seed,
      path: String(cases - 1),
      what: "never comes to an end",
      input: latest === undefined ? null : shortened(target, target.make(latest)),
    });
  const { value: details } = run;
  if (details.counterexample === null) return report(finished(target, seed));
  const input = shortened(target, target.make(details.counterexample[0]));
  return report({
    target: target.name,
    seed,
    path: details.counterexamplePath ?? "",
    what: complaint(target, input) ?? textOf(details.errorInstance),
    input,
  });
}

function finished(target: Target, seed: number): Failure | undefined {
  try {
    target.finish?.();
    return undefined;
  } catch (error) {
    return { target: target.name, seed, path: "", what: textOf(error), input: null };
  }
}

/** What is wrong with this input; `undefined` if nothing is. Ends what does not end. */
export function complaint(target: Target, input: Json): string | undefined {
  try {
    return withinMs(hungMs, () => judge(target, input)).over ? "never comes to an end" : undefined;
  } catch (error) {
    return textOf(error);
  }
}

function shortened(target: Target, input: Json): Json {
  const { shorter } = target;
  return shorter === undefined
    ? input
    : smallest(input, shorter, (candidate) => complaint(target, candidate) !== undefined);
}

const textOf = (error: unknown): string =>
  error instanceof Error ? (error.constructor.name === "Breach" ? error.message : `${error}`) : String(error);
