/** What the lab prints: a row for each fault, and how to run a cell again. */
import { type CellResult, seconds } from "./cell.js";
import type { FaultReport } from "./matrix.js";

export const heading = [
  "fault",
  "cells",
  "passed",
  "worst recovery",
  "of at most",
  "in",
  "seed",
  "what is broken",
] as const;

export function rowOf({ fault, cells, passed, worst }: FaultReport): string[] {
  return [
    fault.name,
    `${cells}`,
    `${passed}`,
    worst?.recoveryMs === undefined ? "-" : seconds(worst.recoveryMs),
    worst === undefined ? "-" : seconds(worst.boundMs),
    worst === undefined ? "-" : placeOf(worst),
    worst === undefined ? "-" : `${worst.cell.seed}`,
    fault.story,
  ];
}

/** Fixed, so that each row can be printed as soon as its fault has been run. */
const widths: readonly number[] = [30, 5, 6, 14, 10, 34, 10];

/** The last column is left as long as it is. */
export const aligned = (row: readonly string[]): string =>
  row.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  ");

const placeOf = ({ cell: { state, transport, profile, past } }: CellResult): string =>
  [state, transport, profile, past].join(" ");

/** The command that runs this cell alone and prints its log. */
export function replayOf({ cell }: CellResult, seed: number): string {
  const { fault, state, transport, profile, past } = cell;
  return (
    `npm run -s lab -- --seed ${seed} --only ${fault.name} --state ${state} --transport ${transport}` +
    ` --profile ${profile} --past ${past}`
  );
}

export function failureLines(result: CellResult, seed: number): string[] {
  const [first, ...others] = result.failures;
  return [
    `FAILED  ${first}`,
    ...others.map((failure) => `        ${failure}`),
    `        ${replayOf(result, seed)}`,
  ];
}
