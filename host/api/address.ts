/** Addresses of the device API, and what must not get into them. */
import { ApiError, type ApiErrorKind } from "./errors.js";

/** Without `/xiaozhi`, slashes at the end, query and credentials. Throws ApiError if it is no web address. */
export function baseOf(apiUrl: string): string {
  const usable = URL.canParse(apiUrl) && /^https?:$/.test(new URL(apiUrl).protocol);
  if (!usable) throw new ApiError("unreachable", "The API address must begin with http:// or https://.");
  const { origin, pathname } = new URL(apiUrl);
  return `${origin}${pathname.replace(/\/+$/, "").replace(/\/xiaozhi$/, "")}`;
}

/**
 * One path segment. Throws ApiError `kind` for a text that would make it the address of another call: nothing at all, and `.`
 * and `..`, which climb even when they are escaped. Nobody has such an id or code.
 */
export function segment(text: string, kind: ApiErrorKind, name: string): string {
  if (text.trim() === "") throw new ApiError(kind, `The ${name} is empty.`);
  if (/^\.{1,2}$/.test(text)) throw new ApiError(kind, `${text} is no ${name}.`);
  return encodeURIComponent(text);
}
