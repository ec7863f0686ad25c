/** The figures that this build has to have, exactly: budgets.json. A change of them is made on purpose or not at all. */
import { readFileSync, writeFileSync } from "node:fs";
import type { BenchReport } from "./report.js";

const file = new URL("./budgets.json", import.meta.url);

export const howToUpdate =
  "If this is meant, write the new figures with `npm run -s xiaozhi -- bench --update-budgets`, then the page with `npm run docs`.";

export function readBudgets(): BenchReport {
  return JSON.parse(readFileSync(file, "utf8")) as BenchReport;
}

export function writeBudgets(report: BenchReport): void {
  writeFileSync(file, `${JSON.stringify(report, undefined, 2)}\n`);
}

/** One line for each figure that differs: its place, old and new, and the change in per cent. */
export function budgetChanges(budget: object, measured: object): string[] {
  const old = figuresIn(budget);
  const now = figuresIn(measured);
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
    const [was, is] = [old.get(name), now.get(name)];
    return was === is ? [] : [`${name}: ${was ?? "none"} -> ${is ?? "none"}${share(was, is)}`];
  });
}

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
