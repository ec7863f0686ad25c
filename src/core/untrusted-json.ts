/**
 * Reading JSON of unknown shape. Everything a peer sent (or a storage gave back) goes through these before it is used:
 * what has the wrong type, is too long or out of range reads as `undefined`, as if it were not there.
 */
import type { Result } from "./failure.js";

export type JsonObject = Record<string, unknown>;

/** Deeper than any message of the protocol, far from the end of a small native stack (the parser recurses). */
const depthMax = 24;

/** More than any message has. A board has a few thousand slots in all: a text of brackets and zeros would use them up. */
const valuesMax = 400;

/** More than any message or record has. XS keeps every name of a member that it has ever met, so they are few at a time. */
export const membersMax = 64;

/** The shortest text that can have more members than that: `"":0,` for each. Values and commas are even further off. */
const crowdedChars = 5 * membersMax;

const sliceChars = 256;

/** A string of at most `maxChars` characters. A longer one is refused, not clipped: half a token is no token. */
export function readText(value: unknown, maxChars: number): string | undefined {
  return typeof value === "string" && value.length <= maxChars ? value : undefined;
}

/** A finite number from `min` to `max`; a string with a plain decimal number in it counts as one. */
export function readNumber(value: unknown, min: number, max: number): number | undefined {
  const number =
    typeof value === "string" && value.length <= 24 && /^-?[0-9]+(\.[0-9]+)?$/.test(value)
      ? Number(value)
      : value;
  // Written so that NaN is refused too.
  return typeof number === "number" && number >= min && number <= max ? number : undefined;
}

/** As `readNumber`, but only whole numbers. */
export function readWholeNumber(value: unknown, min: number, max: number): number | undefined {
  const number = readNumber(value, min, max);
  return number !== undefined && Number.isInteger(number) ? number : undefined;
}

/** A JSON object; arrays and null are none. Read its members with `own`. */
export function readObject(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

/** The member itself, never one inherited: a peer's keys may be `constructor` or `__proto__`. */
export function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The failure of a text that the parser gave up in the middle of. */
export const notJson = "not JSON";

/** Parses the text of one JSON object. The failure says what is wrong, without quoting the text. */
export function parseJsonObject(text: string, maxChars: number): Result<JsonObject, string> {
  if (text.length > maxChars) return { ok: false, failure: `longer than ${maxChars} characters` };
  const excess = tooMuchIn(text);
  if (excess) return { ok: false, failure: excess };
  try {
    const value = readObject(JSON.parse(text));
    return value ? { ok: true, value } : { ok: false, failure: "not a JSON object" };
  } catch {
    return { ok: false, failure: notJson };
  }
}

/**
 * What there is too much of, before the parser makes objects of it: running out of stack or memory ends the program on a board.
 * Counts outside strings, but only if a count that takes no notice of strings doesn't settle it.
 */
function tooMuchIn(text: string): string | undefined {
  // Most texts pass here. Hopping from one to the next makes next to no garbage, unlike the walk below.
  const brackets = countUpTo(depthMax, text, "{") + countUpTo(depthMax, text, "[");
  const isRoomy =
    text.length <= crowdedChars ||
    (countUpTo(membersMax, text, ":") <= membersMax &&
      countUpTo(valuesMax, text, ",") + brackets < valuesMax);
  return brackets <= depthMax && isRoomy ? undefined : excessOutsideStrings(text);
}

/** An empty object or list counts as two values. In slices, because XS finds a character by walking there from the start of its string. */
function excessOutsideStrings(text: string): string | undefined {
  let depth = 0;
  let members = 0;
  let values = 1;
  let quoted = false;
  let escaped = false;
  for (let from = 0; from < text.length; from += sliceChars) {
    for (const char of text.slice(from, from + sliceChars)) {
      if (escaped) escaped = false;
      else if (char === '"') quoted = !quoted;
      else if (quoted) escaped = char === "\\";
      else if (char === ",") values++;
      else if (char === ":") members++;
      else if (char === "[" || char === "{") {
        if (++depth > depthMax) return `nested deeper than ${depthMax}`;
        values++;
      } else if (char === "]" || char === "}") depth--;
    }
    if (members > membersMax) return `more than ${membersMax} members`;
    if (values > valuesMax) return `more than ${valuesMax} values`;
  }
  return undefined;
}

/** How often `part` occurs; more than `max` counts as `max + 1`. */
export function countUpTo(max: number, text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0 && count <= max; at = text.indexOf(part, at + 1)) count++;
  return count;
}
