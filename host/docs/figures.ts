/** The generated part of docs/figures.md: what `bench` prints. */
import { readFileSync, writeFileSync } from "node:fs";
import { readBudgets } from "../bench/budgets.js";
import { benchText } from "../bench/text.js";

const page = new URL("../../docs/figures.md", import.meta.url);

/** Writes it anew from the budgets. */
export function writeFiguresPage(): void {
  writeFileSync(page, withFigures(readFileSync(page, "utf8"), benchText(readBudgets())));
}

export function withFigures(page: string, text: string): string {
  return page.replace(
    /(<!-- generated: figures -->\n)[\s\S]*?(<!-- end -->)/,
    (_whole, head: string, tail: string) => `${head}\`\`\`\n${text.trimEnd()}\n\`\`\`\n${tail}`,
  );
}
