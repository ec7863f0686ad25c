/** A row for each path. */
import type { StreamResult } from "./stream.js";

export const datagramsHeading = [
  "path",
  "sent",
  "arrived",
  "heard",
  "noise",
  "lost",
  "unheard",
  "what happens",
];
const widths: readonly number[] = [18, 7, 8, 7, 6, 7, 8];

export const datagramsRow = ({ trouble, sent, arrived, heard, noise, lost, unheard }: StreamResult) => [
  trouble.name,
  ...[sent, arrived, heard, noise, lost, unheard].map(String),
  trouble.story,
];

export const alignedRow = (row: readonly string[]): string =>
  row.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  ");
