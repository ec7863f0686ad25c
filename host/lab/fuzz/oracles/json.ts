/** How much is in a text of JSON, counted from quotation mark to quotation mark: another way than the core's, to the same numbers. */
import { must } from "../target.js";

/** As docs/ota.md and docs/session.md have them. */
const limits = { values: 400, members: 64, depth: 24 } as const;

export interface Amounts {
  /** Values: one, one more for each comma, and one for each object and list, as an empty one counts as two. */
  readonly values: number;
  readonly members: number;
  readonly depth: number;
}

export function amountsIn(text: string): Amounts {
  let values = 1;
  let members = 0;
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === quote) at = endOfString(text, at);
    else if (char === comma) values += 1;
    else if (char === colon) members += 1;
    else if (char === brace || char === bracket) {
      values += 1;
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (char === brace + 2 || char === bracket + 2) depth -= 1;
  }
  return { values, members, depth: deepest };
}

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const brace = 0x7b;
const bracket = 0x5b;

/** Where the quotation mark stands that ends the string, or the end of the text. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text[at - 1 - backslashes] === "\\") backslashes += 1;
    if (backslashes % 2 === 0) return at;
  }
  return text.length;
}

export const isTooMuch = ({ values, members, depth }: Amounts): boolean =>
  values > limits.values || members > limits.members || depth > limits.depth;

/** What `JSON.parse` makes of it; `undefined` if it is no object. Own members only, as a null-prototype object. */
export function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return plain(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export const plain = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.assign(Object.create(null), value)
    : undefined;

/** The one rule for all texts of JSON: an object within the limits is read, anything else is not. */
export function mustAgree(text: string, maxChars: number, isRead: boolean): void {
  const isGood = text.length <= maxChars && !isTooMuch(amountsIn(text)) && objectIn(text) !== undefined;
  if (isRead) must(isGood, "reads what is no JSON object within the limits");
  else must(!isGood, "refuses a JSON object within the limits");
}
