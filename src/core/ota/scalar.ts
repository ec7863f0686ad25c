/** A text, or a number as it stands in the JSON; anything else is empty, 1e999 too. */
export function scalarText(value: unknown): string {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  return typeof value === "string" ? value : "";
}
