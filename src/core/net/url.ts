/** URLs, as far as a device needs them (XS has no URL class). Strict: what is doubtful is refused with a sentence. */

import type { Result } from "../failure.js";
import { frozen } from "../frozen.js";
import { encodeUtf8 } from "../text/utf8.js";

export interface Url {
  /** Lower case, without the colon. */
  readonly scheme: string;
  /** Lower case; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  /** The scheme's usual port: `Host` headers leave it out. */
  readonly isDefaultPort: boolean;
  /** From the first `/`, with the query; never empty; no fragment. */
  readonly path: string;
}

export const urlMaxChars = 512;
/** Of an image: those that are signed for a download are long. */
export const imageUrlMaxChars = 1_500;

const defaultPorts: Readonly<Record<string, number>> = frozen({
  http: 80,
  ws: 80,
  https: 443,
  wss: 443,
  mqtt: 1883,
  mqtts: 8883,
});

/**
 * Reads `scheme://host[:port][/path][?query]`.
 * @param schemes which ones will do, e.g. `["ws", "wss"]`
 * @param maxChars of the whole text
 * @returns the parts, or what is wrong with it, in words that don't quote the text (it may hold a secret)
 */
export function parseUrl(
  text: string,
  schemes: readonly string[],
  maxChars = urlMaxChars,
): Result<Url, string> {
  const wrong = (failure: string): Result<Url, string> => ({ ok: false, failure });
  if (text.length > maxChars) return wrong(`a URL here has at most ${maxChars} characters`);
  if (!/^[!-~]*$/.test(text)) return wrong("a URL has no spaces, control or non-ASCII characters");
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#\\]*)([/?][^#\\]*)?(?:#.*)?$/i.exec(text);
  const scheme = match?.[1]?.toLowerCase() ?? "";
  if (!match || !schemes.includes(scheme))
    return wrong(`a URL here starts with ${schemes.join(":// or ")}://`);
  if (match[2]?.includes("@")) return wrong("a URL here has no user name or password");
  const authority = parseAuthority(match[2] ?? "");
  if (!authority) return wrong("the URL has no usable host name or port (1 to 65535)");
  const usual = defaultPorts[scheme];
  const port = authority.port ?? usual;
  if (port === undefined) return wrong("the URL needs a port");
  const rest = match[3] ?? "/";
  const path = rest.startsWith("/") ? rest : `/${rest}`;
  return { ok: true, value: { scheme, host: authority.host, port, isDefaultPort: port === usual, path } };
}

/** Reads `host`, `host:port`, `[IPv6]` or `[IPv6]:port`; undefined if it is none of them. */
export function parseAuthority(text: string): { host: string; port?: number } | undefined {
  const match = /^(?:\[([0-9a-f:.]{2,45})\]|([a-z0-9._-]{1,253}))(?::([0-9]{1,5}))?$/i.exec(text);
  if (!match) return undefined;
  const host = (match[1] ?? match[2] ?? "").toLowerCase();
  if (match[1] === undefined ? !isHostName(host) : !isIpv6(host)) return undefined;
  if (match[3] === undefined) return { host };
  const port = Number(match[3]);
  return port >= 1 && port <= 65_535 ? { host, port } : undefined;
}

/** Names of labels with 1 to 63 characters; what ends in a number must be a good IPv4 address, as browsers have it. */
function isHostName(host: string): boolean {
  if (/(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)$/.test(host)) return isIpv4(host);
  return host.split(".").every((label) => /^[a-z0-9_-]{1,63}$/.test(label) && !/^-|-$/.test(label));
}

function isIpv4(text: string): boolean {
  const parts = text.split(".");
  return (
    parts.length === 4 && parts.every((part) => /^(0|[1-9][0-9]{0,2})$/.test(part) && Number(part) < 256)
  );
}

/** Is this text a bare IPv6 address (no brackets, no zone)? */
export function isIpv6(text: string): boolean {
  // Of a name nobody reads more than its first letters.
  if (!/^[0-9a-f:.]+$/i.test(text)) return false;
  const halves = text.split("::");
  if (halves.length > 2) return false;
  let groups = 0;
  for (const [index, half] of halves.entries()) {
    if (half === "") continue;
    const parts = half.split(":");
    for (const [at, part] of parts.entries()) {
      const last = index === halves.length - 1 && at === parts.length - 1;
      if (/^[0-9a-f]{1,4}$/i.test(part)) groups += 1;
      else if (last && isIpv4(part)) groups += 2;
      else return false;
    }
  }
  return halves.length === 2 ? groups < 8 : groups === 8;
}

/** As it stands in a URL or a `Host` header: IPv6 in brackets, the port only if it isn't the usual one. */
export function formatHost(url: Pick<Url, "host" | "port" | "isDefaultPort">): string {
  const host = url.host.includes(":") ? `[${url.host}]` : url.host;
  return url.isDefaultPort ? host : `${host}:${url.port}`;
}

/** The same URL with the blanks and the letters outside ASCII behind its host as UTF-8 in `%` and hex digits. */
export function percentEncoded(url: string): string {
  if (/^[!-~]*$/.test(url)) return url;
  const origin = /^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#]*/i.exec(url)?.[0] ?? "";
  let encoded = origin;
  for (const char of url.slice(origin.length)) {
    if (char !== " " && char <= "\x7f") encoded += char;
    else for (const byte of encodeUtf8(char)) encoded += `%${byte.toString(16).toUpperCase()}`;
  }
  return encoded;
}

/** The same URL with a slash at the end of its path, or without the one it has. The query stays; a fragment goes. */
export function toggleTrailingSlash(url: string): string {
  const [path, query] = splitQuery(url);
  return (path.endsWith("/") ? path.slice(0, -1) : `${path}/`) + query;
}

/** Where to ask whether a person has entered the code: `activate` below the OTA URL. */
export function activateUrl(otaUrl: string): string {
  const [path, query] = splitQuery(otaUrl);
  return `${path}${path.endsWith("/") ? "" : "/"}activate${query}`;
}

function splitQuery(url: string): [path: string, query: string] {
  const whole = url.split("#")[0] ?? "";
  const at = whole.indexOf("?");
  return at < 0 ? [whole, ""] : [whole.slice(0, at), whole.slice(at)];
}
