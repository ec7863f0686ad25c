/** `npm run lab -- --fuzz`: all targets once, one again, or for as long as there is time. */
import { asciiJson, failureLines, missed, reportLine } from "./report.js";
import { type Failure, type Report, runTarget } from "./run.js";
import type { Target } from "./target.js";

export interface FuzzOptions {
  readonly targets: readonly Target[];
  readonly seed: number;
  /** `undefined`: the short mode, every target once. */
  readonly minutes: number | undefined;
  /** One case of one target, as a failure names it. */
  readonly path: string | undefined;
}

/** In the long mode the targets take turns, each with another seed every time. */
const turnMs = 2_000;
const turnCases = 1_000_000;

/** True if nothing failed. */
export function runFuzz(options: FuzzOptions, print: (line: string) => void): boolean {
  const failures =
    options.path !== undefined
      ? replay(options.targets, options.seed, options.path, print)
      : options.minutes === undefined
        ? runOnce(options, print)
        : runFor(options.minutes, options, print);
  for (const failure of failures) for (const line of failureLines(failure)) print(line);
  return failures.length === 0;
}

function runOnce({ targets, seed }: FuzzOptions, print: (line: string) => void): readonly Failure[] {
  const failures: Failure[] = [];
  let cases = 0;
  for (const target of targets) {
    const report = runTarget(target, { seed, cases: target.cases });
    print(reportLine(report));
    cases += report.cases;
    if (report.failure !== undefined) failures.push(report.failure);
    else for (const outcome of missed(target.reaches, report)) print(`        never came to "${outcome}"`);
  }
  print(`\n${cases.toLocaleString("en")} cases, ${failures.length} failed`);
  return failures;
}

/** A target that has failed is left alone: it would fail again and again. */
function runFor(
  minutes: number,
  { targets, seed }: FuzzOptions,
  print: (line: string) => void,
): readonly Failure[] {
  const endsAtMs = performance.now() + minutes * 60_000;
  const sums = new Map<string, { cases: number; outcomes: Map<string, number> }>();
  const failures: Failure[] = [];
  let sound = targets;
  for (let turn = 0; sound.length > 0 && performance.now() < endsAtMs; turn += 1)
    for (const target of sound) {
      const timeLimitMs = Math.min(turnMs, endsAtMs - performance.now());
      if (timeLimitMs <= 0) break;
      const report = runTarget(target, { seed: seed + turn, cases: turnCases, timeLimitMs });
      add(sums, report);
      if (report.failure === undefined) continue;
      failures.push(report.failure);
      sound = sound.filter((other) => other !== target);
    }
  let cases = 0;
  for (const [target, sum] of sums) {
    print(reportLine({ target, ...sum, failure: undefined }));
    cases += sum.cases;
  }
  print(`\n${cases.toLocaleString("en")} cases, ${failures.length} failed`);
  return failures;
}

function add(sums: Map<string, { cases: number; outcomes: Map<string, number> }>, report: Report): void {
  const sum = sums.get(report.target) ?? { cases: 0, outcomes: new Map<string, number>() };
  sum.cases += report.cases;
  for (const [outcome, count] of report.outcomes)
    sum.outcomes.set(outcome, (sum.outcomes.get(outcome) ?? 0) + count);
  sums.set(report.target, sum);
}

function replay(
  targets: readonly Target[],
  seed: number,
  path: string,
  print: (line: string) => void,
): readonly Failure[] {
  return targets.flatMap((target) => {
    const { failure } = runTarget(target, { seed, cases: turnCases, path });
    if (failure === undefined) {
      print(`${target.name}: this case passes`);
      return [];
    }
    print(`${target.name}: ${asciiJson(failure.input)}`);
    return [failure];
  });
}
