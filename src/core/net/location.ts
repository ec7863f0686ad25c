/** Where a redirect leads: the `Location` of an answer, seen from the address that was asked (RFC 3986 §5, RFC 9110 §10.2.2). */
import type { RedirectFailure, Result } from "../failure.js";
import { formatHost, parseUrl, type Url } from "./url.js";

export interface Target {
  /** Absolute, without a fragment. */
  readonly url: string;
  /** The same scheme, host and port as before. */
  readonly sameOrigin: boolean;
}

/**
 * @param from the absolute URL that was asked
 * @param location the header as it came: absolute, `//host/…`, `/…`, `?…` or a relative path
 * @param maxChars of the header and of the URL that comes of it
 */
export function resolveLocation(
  from: string,
  location: string,
  maxChars: number,
): Result<Target, RedirectFailure> {
  const refuse = (reason: RedirectFailure["reason"], detail: string): Result<Target, RedirectFailure> => ({
    ok: false,
    failure: { kind: "redirect", reason, detail },
  });
  const unusable = (why: string) =>
    refuse("unusable", `a redirect leads to an address that is not usable: ${why}`);
  if (location.length > maxChars) return unusable(`a URL here has at most ${maxChars} characters`);
  const base = parseUrl(from, ["http", "https"], maxChars);
  if (!base.ok) return unusable(base.failure);
  const reference = location.trim().replace(/#.*$/, "");
  if (reference === "") return unusable("it is empty");
  const target = parseUrl(absolute(base.value, reference), ["http", "https"], maxChars);
  if (!target.ok) return unusable(target.failure);
  const { scheme, host, port, path } = target.value;
  if (base.value.scheme === "https" && scheme === "http")
    return refuse("insecure", "a redirect leads from https to http");
  const sameOrigin = scheme === base.value.scheme && host === base.value.host && port === base.value.port;
  return { ok: true, value: { url: `${originOf(target.value)}${withoutDots(path)}`, sameOrigin } };
}

const originOf = (url: Url): string => `${url.scheme}://${formatHost(url)}`;

function absolute(base: Url, reference: string): string {
  if (/^[a-z][a-z0-9+.-]*:/i.test(reference)) return reference;
  if (reference.startsWith("//")) return `${base.scheme}:${reference}`;
  if (reference.startsWith("/")) return `${originOf(base)}${reference}`;
  const path = base.path.replace(/\?.*$/, "");
  const kept = reference.startsWith("?") ? path : path.slice(0, path.lastIndexOf("/") + 1);
  return `${originOf(base)}${kept}${reference}`;
}

/** Takes `.` and `..` out of a path; the query stays as it is. */
function withoutDots(pathAndQuery: string): string {
  const queryAt = pathAndQuery.indexOf("?");
  const path = queryAt < 0 ? pathAndQuery : pathAndQuery.slice(0, queryAt);
  const kept: string[] = [];
  for (const segment of path.slice(1).split("/")) {
    if (segment === "..") kept.pop();
    else if (segment !== ".") kept.push(segment);
  }
  // A path that ends in dots names a folder.
  if (/\/\.\.?$/.test(path)) kept.push("");
  return `/${kept.join("/")}${queryAt < 0 ? "" : pathAndQuery.slice(queryAt)}`;
}
