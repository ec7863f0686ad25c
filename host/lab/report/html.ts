/** HTML from templates: every value is escaped, unless it is HTML itself. */

class Html {
  constructor(readonly text: string) {}
}

export type { Html };

export function html(parts: TemplateStringsArray, ...values: readonly (string | number | Html)[]): Html {
  return new Html(parts.reduce((text, part, at) => text + textOf(values[at - 1] ?? "") + part));
}

/** Text that a library has made as HTML or SVG. */
export const made = (text: string): Html => new Html(text);

export const joined = (all: readonly Html[]): Html => new Html(all.map(({ text }) => text).join("\n"));

export function tableOf(heading: readonly string[], rows: readonly (readonly string[])[]): Html {
  const cells = (row: readonly string[], tag: "th" | "td") =>
    made(row.map((cell) => `<${tag}>${textOf(cell)}</${tag}>`).join(""));
  return html`<div class="wide"><table>
<thead><tr>${cells(heading, "th")}</tr></thead>
<tbody>${joined(rows.map((row) => html`<tr>${cells(row, "td")}</tr>`))}</tbody>
</table></div>`;
}

const textOf = (value: string | number | Html): string =>
  value instanceof Html
    ? value.text
    : `${value}`.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
