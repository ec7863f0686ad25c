/** The generated parts of docs/lifecycle.md: drawn from the table, so that they can't lie. */
import { stateNames } from "../../src/core/lifecycle/names.js";
import { type Cell, type Row, table } from "../../src/core/lifecycle/table.js";

const rows: readonly (readonly [string, Row])[] = stateNames.map((name) => [name, table[name]]);

const targetsOf = (cell: Cell): readonly string[] =>
  cell === "ignore" ? [] : typeof cell === "string" ? [cell] : cell.to;

/** The state diagram as Mermaid source; events that lead the same way share an arrow. */
export function lifecycleDiagram(): string {
  const lines = ["stateDiagram-v2", "  direction LR", "  [*] --> starting"];
  for (const [from, row] of rows) {
    const arrows = new Map<string, string[]>();
    for (const [event, cell] of Object.entries(row.on))
      for (const to of targetsOf(cell)) if (to !== from) arrows.set(to, [...(arrows.get(to) ?? []), event]);
    for (const [to, events] of arrows) lines.push(`  ${from} --> ${to}: ${events.join(", ")}`);
  }
  return lines.join("\n");
}

/** One row a state: meaning, who ends it, what may be under way. */
export function stateTable(): string {
  return [
    "| State | Meaning | Ended by | May be under way |",
    "|---|---|---|---|",
    ...rows.map(
      ([name, row]) => `| \`${name}\` | ${row.meaning} | ${row.endedBy} | ${row.holds.join(", ") || "–"} |`,
    ),
  ].join("\n");
}

/** One row an event: what each state makes of it. */
export function eventTable(): string {
  const events = [...new Set(rows.flatMap(([, row]) => Object.keys(row.on)))].sort();
  const cellText = (name: string, cell: Cell | undefined): string => {
    if (cell === undefined) return "";
    if (cell === "ignore") return "·";
    return targetsOf(cell)
      .map((to) => (to === name ? "stays" : to))
      .join(", ");
  };
  return [
    `| Event | ${rows.map(([name]) => name).join(" | ")} |`,
    `|---${"|---".repeat(rows.length)}|`,
    ...events.map(
      (event) =>
        `| \`${event}\` | ${rows.map(([name, row]) => cellText(name, (row.on as Record<string, Cell>)[event])).join(" | ")} |`,
    ),
  ].join("\n");
}

/** Every generated part by the name between its markers, `<!-- generated: NAME -->` … `<!-- end -->`. */
export const generated: Readonly<Record<string, () => string>> = {
  diagram: () => `\`\`\`mermaid\n${lifecycleDiagram()}\n\`\`\``,
  states: stateTable,
  events: eventTable,
};

/** The page with its generated parts made anew. */
export function withGenerated(page: string): string {
  return page.replace(
    /(<!-- generated: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (whole, head: string, name: string, tail: string) => {
      const part = generated[name];
      return part === undefined ? whole : `${head}${part()}\n${tail}`;
    },
  );
}
