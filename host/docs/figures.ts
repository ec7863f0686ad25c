/** The generated part of docs/figures.md: what `bench` prints. */

export function withFigures(page: string, text: string): string {
  return page.replace(
    /(<!-- generated: figures -->\n)[\s\S]*?(<!-- end -->)/,
    (_whole, head: string, tail: string) => `${head}\`\`\`\n${text.trimEnd()}\n\`\`\`\n${tail}`,
  );
}
