/** How a server says no: by status, or by the body of a 200. */
import type { CheckFailure } from "../failure.js";
import { codingOf } from "../net/coding.js";
import type { HttpResult } from "../ports.js";
import { schedule } from "../schedule.js";
import { cleanLine } from "../text/clip.js";
import { redacted } from "../text/redact.js";
import { type JsonObject, own, parseJsonObject, readObject } from "../untrusted-json.js";

export type HttpReply = Extract<HttpResult, { readonly ok: true }>;

export const bodyMaxBytes = 16_384;
const errorTextMaxChars = 120;

/** The failure that a status other than the expected one stands for. */
export function httpFailure(reply: HttpReply, utcMs: number): CheckFailure {
  const parsed = parseJsonObject(reply.body, bodyMaxBytes);
  const isText = !/^\s*</.test(reply.body) && reply.body.length <= 300;
  const plain = isText && codingOf(reply.headers["content-encoding"]) === undefined ? reply.body : "";
  const text = parsed.ok ? errorText(parsed.value) : cleanError(plain);
  const retryAfterMs = readRetryAfter(reply.headers, utcMs);
  return { kind: "http", status: reply.status, text, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/**
 * The no in a 200: `error`, `success: false`, or a `code` that is no success. A `code` of 404 becomes a 404, since it means the
 * same: wrong path.
 */
export function refusalIn(body: JsonObject): CheckFailure | undefined {
  const code = own(body, "code");
  const isCodeGood = code === undefined || code === null || isSuccess(code);
  if (!own(body, "error") && own(body, "success") !== false && isCodeGood) return undefined;
  const text = errorText(body);
  if (code === 404 || code === "404") return { kind: "http", status: 404, text };
  // Nothing else: an object may have a `toString` that is no function.
  const isTold = !isCodeGood && (typeof code === "number" || typeof code === "string");
  return { kind: "refused", text: text || (isTold ? cleanError(`code ${code}`) : "") };
}

/** Some count successes from 0, some as HTTP does; some spell it out. */
const isSuccess = (code: unknown): boolean =>
  (typeof code === "number" || typeof code === "string") && /^(?:0+|2[0-9]{2}|ok|success)$/i.test(`${code}`);

/** The server's own words out of `error`, `message` or `msg`. */
function errorText(body: JsonObject): string {
  for (const key of ["error", "message", "msg"]) {
    const value = own(body, key);
    const nested = readObject(value);
    const text = nested ? own(nested, "message") : value;
    if (typeof text === "string" && text !== "") return cleanError(text);
  }
  return "";
}

/** One line without anything that could be a credential: it goes to the log and the screen. */
function cleanError(text: string): string {
  return cleanLine(
    redacted(cleanLine(text, errorTextMaxChars * 4))
      // Letters and digits mixed, or too long for a word.
      .replace(/(?=[a-z_+/.=-]*[0-9])(?=[0-9_+/.=-]*[a-z])[a-z0-9_+/.=-]{16,}/gi, "…")
      .replace(/[A-Za-z0-9+/_=.~-]{24,}/g, "…"),
    errorTextMaxChars,
  );
}

/** `Retry-After` as seconds (of any size) or as a date, which counts from the server's clock if it told it. At most an hour. */
function readRetryAfter(headers: Readonly<Record<string, string>>, utcMs: number): number | undefined {
  const value = own(headers, "retry-after");
  const seconds = typeof value === "string" && /^[0-9]+$/.test(value) ? Number(value) : undefined;
  const untilMs = readHttpDate(value);
  let delayMs: number | undefined;
  if (seconds !== undefined) delayMs = seconds * 1_000;
  else if (untilMs !== undefined) delayMs = untilMs - (readHttpDate(own(headers, "date")) ?? utcMs);
  return delayMs === undefined ? undefined : Math.min(Math.max(delayMs, 0), schedule.retryAfterMaxMs);
}

function readHttpDate(value: unknown): number | undefined {
  if (
    typeof value !== "string" ||
    !/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/.test(value)
  )
    return undefined;
  const utcMs = Date.parse(value);
  return Number.isNaN(utcMs) ? undefined : utcMs;
}
