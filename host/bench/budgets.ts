/**
 * The most that this build may cost: budgets.json. A figure may be up to one in a hundred above what is written there, so that not every edit
 * is a change of budgets, and what such edits add up to still is one.
 */
import { readFileSync, writeFileSync } from "node:fs";
import type { BenchReport } from "./report.js";

const file = new URL("./budgets.json", import.meta.url);

/** Part of a figure. */
const slack = 0.01;

export const howToUpdate =
  "If this is meant, write the new figures and their page with `npm run -s xiaozhi -- bench --update-budgets`.";

export function readBudgets(): BenchReport {
  return JSON.parse(readFileSync(file, "utf8")) as BenchReport;
}

export function writeBudgets(report: BenchReport): void {
  writeFileSync(file, `${JSON.stringify(report, undefined, 2)}\n`);
}

export interface Comparison {
  /** Over the budget, by more than the slack; what has to be equal and differs; what is missing or new. */
  readonly over: readonly string[];
  /** Better by more than the slack: the budget can be lowered. */
  readonly under: readonly string[];
}

/** Lines as of `budgetChanges`. */
export function compareBudgets(budget: object, measured: object): Comparison {
  const over: string[] = [];
  const under: string[] = [];
  for (const { name, was, is } of differences(budget, measured)) {
    const line = lineOf(name, was, is);
    if (typeof was !== "number" || typeof is !== "number" || isGiven(name)) over.push(line);
    else if (is > was + slack * Math.abs(was)) over.push(line);
    else if (is < was - slack * Math.abs(was)) under.push(line);
  }
  return { over, under };
}

/** One line for each figure that differs: its place, old and new, and the change in per cent. */
export function budgetChanges(budget: object, measured: object): string[] {
  return differences(budget, measured).map(({ name, was, is }) => lineOf(name, was, is));
}

/** What is no cost of ours but the setting, or a model of another firmware: there is no less and no more of it. */
const isGiven = (name: string): boolean => /\b(?:roundTripMs|default|half|reference\w*)\b/.test(name);

function differences(budget: object, measured: object) {
  const old = figuresIn(budget);
  const now = figuresIn(measured);
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((name) => ({ name, was: old.get(name), is: now.get(name) }))
    .filter(({ was, is }) => was !== is);
}

const lineOf = (name: string, was: Figure, is: Figure): string =>
  `${name}: ${was ?? "none"} -> ${is ?? "none"}${share(was, is)}`;

type Figure = number | boolean | string | undefined;

function share(was: Figure, is: Figure): string {
  if (typeof was !== "number" || typeof is !== "number" || was === 0) return "";
  const percent = ((is - was) / was) * 100;
  return ` (${percent > 0 ? "+" : ""}${percent.toFixed(2)} %)`;
}

/** By its place: `engine.fullFlow.instructions`. */
function figuresIn(value: object, place = ""): Map<string, Figure> {
  const figures = new Map<string, Figure>();
  for (const [name, inner] of Object.entries(value) as [string, Figure | object][]) {
    if (typeof inner === "object")
      for (const [deeper, figure] of figuresIn(inner, `${place}${name}.`)) figures.set(deeper, figure);
    else figures.set(`${place}${name}`, inner);
  }
  return figures;
}
