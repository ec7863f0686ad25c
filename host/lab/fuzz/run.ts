/** Runs one target: many cases, and the smallest one that fails. */
import fc from "fast-check";
import { type Plan, plans } from "./plan.js";
import { smallest } from "./shorten.js";
import { Breach, breach, type Json, type Target } from "./target.js";
import { withinMs } from "./time-limit.js";

/** How long is waited for what may never end. */
export interface Patience {
  /** For a batch of cases and the shrinking of its failure. */
  readonly batchMs: number;
  /** For one case. */
  readonly caseMs: number;
  /** For the last steps of shrinking. */
  readonly shrinkMs: number;
}

export interface RunOptions {
  readonly seed: number;
  readonly cases: number;
  /** Only this one case and what it shrinks to; `seed` is then the one that the failure names. */
  readonly path?: string;
  /** Ends the run early, without a failure. */
  readonly timeLimitMs?: number;
  readonly patience?: Patience;
}

/** A machine that does ten other things as well gets there, and still not a minute is lost. */
const usualPatience: Patience = { batchMs: 40_000, caseMs: 1_000, shrinkMs: 15_000 };
/** Few enough that a hang among them is noticed soon. */
const batchCases = 2_000;

export interface Failure {
  readonly target: string;
  /** Of its batch. */
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
/** @returns what came of it @throws what must not be */
export function judge(target: Target, input: Json): string {
  const startedAtMs = performance.now();
  const outcome = target.judge(input);
  if (performance.now() - startedAtMs > slowMs && isSlow(target, input))
    breach(`takes more than ${target.slowMs ?? slowMs} ms`);
  // A key of a peer that became a key of every object. Taken away again: the next case is not to blame.
  for (const key in {}) {
    Reflect.deleteProperty(Object.prototype, key);
    breach(`Object.prototype has a member ${key} now`);
  }
  return outcome;
}

/** By the time of the processor: on a busy machine a case may wait for longer than it works. */
function isSlow(target: Target, input: Json): boolean {
  return [1, 2, 3].every(() => {
    const before = process.cpuUsage();
    target.judge(input);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000 > (target.slowMs ?? slowMs);
  });
}

export function runTarget(target: Target, options: RunOptions): Report {
  const { seed, path, timeLimitMs = Number.POSITIVE_INFINITY, patience = usualPatience } = options;
  const outcomes = new Map<string, number>();
  const endsAtMs = performance.now() + timeLimitMs;
  let cases = 0;
  let failure: Failure | undefined;
  for (let batch = 0; cases < options.cases && failure === undefined; batch += 1) {
    if (performance.now() >= endsAtMs) break;
    const size = Math.min(batchCases, options.cases - cases);
    const from = path === undefined ? { seed: batchSeed(seed, batch) } : { seed, path, endOnFailure: true };
    const run = runBatch(
      target,
      { ...from, numRuns: path === undefined ? size : options.cases },
      outcomes,
      patience,
    );
    cases += run.cases;
    failure = run.failure;
    if (path !== undefined) break;
  }
  return { target: target.name, cases, outcomes, failure };
}

/** Without a sign: what begins with one is no argument on a command line. */
const batchSeed = (seed: number, batch: number): number =>
  (Math.imul(seed, 0x9e37_79b1) + batch) & 0x7fff_ffff;

type Parameters = Pick<fc.Parameters<[Plan]>, "path" | "numRuns" | "endOnFailure"> & {
  readonly seed: number;
};

function runBatch(
  target: Target,
  parameters: Parameters,
  outcomes: Map<string, number>,
  patience: Patience,
): { readonly cases: number; readonly failure: Failure | undefined } {
  let cases = 0;
  const found: string[] = [];
  let latest: Plan | undefined;
  /** The smallest so far: fast-check goes on from what fails. */
  let failing: Plan | undefined;
  const property = fc.property(plans(target.size), (plan) => {
    latest = plan;
    // After a failure fast-check shrinks: those are no further cases.
    if (failing === undefined) cases += 1;
    try {
      const outcome = judge(target, target.make(plan));
      if (failing === undefined) found.push(outcome);
    } catch (error) {
      failing = plan;
      throw error;
    }
  });
  const run = withinMs(patience.batchMs, () => fc.check(property, parameters));
  if (run.over && failing === undefined && latest !== undefined) {
    // Not a hang, but a machine with other things to do: the same again, with more time.
    const isBusy = complaint(target, target.make(latest), patience) === undefined;
    if (isBusy) return runBatch(target, parameters, outcomes, { ...patience, batchMs: 4 * patience.batchMs });
  }
  for (const outcome of found) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  const culprit = failing ?? (run.over ? latest : undefined);
  if (culprit === undefined) return { cases, failure: undefined };
  const input = shortened(target, target.make(culprit), patience);
  return {
    cases,
    failure: {
      target: target.name,
      seed: parameters.seed,
      path: (run.over ? undefined : run.value.counterexamplePath) ?? parameters.path ?? String(cases - 1),
      what:
        complaint(target, input, patience) ??
        (run.over ? "never comes to an end" : textOf(run.value.errorInstance)),
      input,
    },
  };
}

/** What is wrong with this input; `undefined` if nothing is. Ends what does not end. */
export function complaint(target: Target, input: Json, { caseMs } = usualPatience): string | undefined {
  try {
    return withinMs(caseMs, () => judge(target, input)).over ? "never comes to an end" : undefined;
  } catch (error) {
    return textOf(error);
  }
}

function shortened(target: Target, input: Json, patience: Patience): Json {
  const { shorter } = target;
  if (shorter === undefined) return input;
  const endsAtMs = performance.now() + patience.shrinkMs;
  return smallest(
    input,
    shorter,
    (candidate) => complaint(target, candidate, patience) !== undefined,
    () => performance.now() > endsAtMs,
  );
}

const textOf = (error: unknown): string => (error instanceof Breach ? error.message : String(error));
