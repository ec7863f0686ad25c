import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readBudgets } from "../../host/bench/budgets.js";
import { benchText } from "../../host/bench/text.js";
import { withFigures } from "../../host/docs/figures.js";

const page = readFileSync(fileURLToPath(new URL("../../docs/figures.md", import.meta.url)), "utf8");

test("docs/figures.md shows the figures that are written down (`npm run docs` writes it anew)", () => {
  expect(page).toContain("<!-- generated: figures -->");
  expect(page).toBe(withFigures(page, benchText(readBudgets())));
});
