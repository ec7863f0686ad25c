/** A failure as a person needs it: what is wrong, how to run it again, and a line that keeps it for good. */
import type { Failure, Report } from "./run.js";
import type { Json } from "./target.js";

/** Everything beyond visible ASCII is escaped: a case may hold what no terminal should get. */
export const asciiJson = (value: Json): string =>
  JSON.stringify(value).replace(
    /[^ -~]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

export const replayOf = ({ target, seed, path }: Failure): string =>
  `npm run -s lab -- --fuzz --target ${target} --seed ${seed} --path ${path}`;

/** For `host-tests/lab/fuzz/kept-cases.ts`. */
export const keptCaseOf = ({ target, input }: Failure): string =>
  `{ target: ${JSON.stringify(target)}, input: ${asciiJson(input)} },`;

export const failureLines = (failure: Failure): readonly string[] => [
  `FAILED  ${failure.target}: ${failure.what}`,
  `        ${replayOf(failure)}`,
  `        ${keptCaseOf(failure)}`,
];

/** `ota-reply  150,000 cases  malformed 40 %, http 30 %, …` */
export function reportLine({ target, cases, outcomes }: Report): string {
  const told = [...outcomes].sort(([, a], [, b]) => b - a);
  const shares = told.map(([outcome, count]) => `${outcome} ${share(count, cases)}`).join(", ");
  return `${target.padEnd(18)}${cases.toLocaleString("en").padStart(10)}  ${shares}`;
}

const share = (count: number, whole: number): string =>
  count * 100 < whole ? "<1 %" : `${Math.round((count * 100) / whole)} %`;

/** Outcomes that the target should meet and didn't. */
export const missed = (reaches: readonly string[], { outcomes }: Report): readonly string[] =>
  reaches.filter((outcome) => !outcomes.has(outcome));
