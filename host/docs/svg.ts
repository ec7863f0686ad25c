/** A terminal's text as an SVG picture: every character in its own cell, block characters as shapes, so no font can shift them. */
import { charColumns } from "../../src/core/screen/columns.js";

const cell = { widthPx: 9, heightPx: 19 };
const marginPx = 14;

interface Style {
  bold: boolean;
  dim: boolean;
  colour: string | undefined;
  background: string | undefined;
}

const ink = "#d7dae0";
const paper = "#16181d";
/** The colours of the terminal's SGR codes that the renderer uses. */
const colours: Readonly<Record<number, string>> = {
  30: "#16181d",
  31: "#ef6b73",
  32: "#98c379",
  33: "#e5c07b",
  34: "#61afef",
  35: "#c678dd",
  36: "#56c8d8",
  37: "#d7dae0",
  90: "#7f8590",
  97: "#ffffff",
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what it looks for
const sgrSequence = /(\u001b\[[0-9;]*m)/;

const plain = (): Style => ({ bold: false, dim: false, colour: undefined, background: undefined });

function applySgr(style: Style, codes: readonly number[]): void {
  for (const code of codes) {
    if (code === 0) Object.assign(style, plain());
    else if (code === 1) style.bold = true;
    else if (code === 2) style.dim = true;
    else if (code === 22) style.bold = style.dim = false;
    else if (code === 39) style.colour = undefined;
    else if (code === 49) style.background = undefined;
    else if (colours[code] !== undefined) style.colour = colours[code];
    else if (colours[code - 10] !== undefined) style.background = colours[code - 10];
  }
}

/** Which part of its cell a block character fills: left, top, width, height in cells. */
const blocks: Readonly<Record<string, readonly [number, number, number, number]>> = {
  "█": [0, 0, 1, 1],
  "▀": [0, 0, 1, 0.5],
  "▄": [0, 0.5, 1, 0.5],
  "▌": [0, 0, 0.5, 1],
  "▐": [0.5, 0, 0.5, 1],
  "─": [0, 0.48, 1, 0.06],
  "│": [0.45, 0, 0.1, 1],
};

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const escaped = (text: string) => text.replace(/[&<>]/g, (char) => escapes[char] ?? char);

/**
 * Draws the lines. They may hold SGR sequences (colour, bold, dim), nothing else.
 * @param title for people who can't see the picture
 */
export function terminalSvg(lines: readonly string[], title: string): string {
  const shapes: string[] = [];
  let columns = 0;
  lines.forEach((line, row) => {
    columns = Math.max(columns, drawLine(line, row, shapes));
  });
  const widthPx = columns * cell.widthPx + 2 * marginPx;
  const heightPx = lines.length * cell.heightPx + 2 * marginPx;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${widthPx} ${heightPx}" width="${widthPx}" height="${heightPx}" role="img" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', monospace" font-size="15">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${paper}"/>`,
    ...shapes,
    "</svg>",
    "",
  ].join("\n");
}

function drawLine(line: string, row: number, shapes: string[]): number {
  const style = plain();
  const top = marginPx + row * cell.heightPx;
  let column = 0;
  for (const part of line.split(sgrSequence)) {
    if (sgrSequence.test(part)) {
      applySgr(style, part.slice(2, -1).split(";").map(Number));
      continue;
    }
    // A run of one character is one shape: keeps the file small.
    for (const run of part.match(/(.)\1*/gsu) ?? []) {
      const char = String.fromCodePoint(run.codePointAt(0) ?? 32);
      const count = [...run].length;
      const wide = charColumns(char);
      const left = marginPx + column * cell.widthPx;
      if (style.background !== undefined)
        shapes.push(rect(left, top, count * wide * cell.widthPx, cell.heightPx, style.background));
      shapes.push(...drawRun(char, count, left, top, wide, style));
      column += count * wide;
    }
  }
  return column;
}

function drawRun(
  char: string,
  count: number,
  left: number,
  top: number,
  wide: number,
  style: Style,
): string[] {
  const fill = style.colour ?? ink;
  const block = blocks[char];
  if (char === " ") return [];
  if (block !== undefined) {
    const [x, y, width, height] = block;
    const isWhole = width === 1;
    const runs = isWhole ? [0] : Array.from({ length: count }, (_, at) => at);
    return runs.map((at) =>
      rect(
        left + (at + x) * cell.widthPx,
        top + y * cell.heightPx,
        width * cell.widthPx * (isWhole ? count : 1),
        height * cell.heightPx,
        fill,
      ),
    );
  }
  const weight = style.bold ? ' font-weight="bold"' : "";
  const opacity = style.dim ? ' opacity="0.65"' : "";
  return Array.from({ length: count }, (_, at) => {
    const x = left + (at + 0.5) * wide * cell.widthPx;
    return `<text x="${x}" y="${top + 14.5}" text-anchor="middle" fill="${fill}"${weight}${opacity}>${escaped(char)}</text>`;
  });
}

/** A little overlap hides the seams between neighbouring cells. */
const short = (px: number) => Number(px.toFixed(1));

const rect = (x: number, y: number, width: number, height: number, fill: string) =>
  `<rect x="${short(x)}" y="${short(y)}" width="${short(width + 0.4)}" height="${short(height + 0.4)}" fill="${fill}"/>`;
