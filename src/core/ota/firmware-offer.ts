/** The `firmware` section of a reply: what is offered, or why that can't be taken. */
import type { Result } from "../failure.js";
import { frozen } from "../frozen.js";
import { resolveLocation } from "../net/location.js";
import { imageUrlMaxChars, parseUrl, percentEncoded, type Url } from "../net/url.js";
import { type JsonObject, own, readNumber } from "../untrusted-json.js";
import { scalarText } from "./scalar.js";
import { readAscii } from "./settings.js";

export interface FirmwareOffer {
  readonly version: string;
  /** Absolute. */
  readonly url: string;
  readonly force: boolean;
}

/** Placeholders that servers give when there is nothing to install. */
const placeholderUrl = /INVALID_FIRMWARE|INVALID_URL/;

/**
 * @param askedUrl the URL of the check: what a path alone belongs to, and what no image can be at
 * @returns `undefined` if nothing is offered; the failure is for the log and doesn't quote the URL, which may hold a signature
 */
export function readFirmware(
  section: JsonObject,
  askedUrl: string | undefined,
): Result<FirmwareOffer, string> | undefined {
  const given = own(section, "url") ?? "";
  const text = typeof given === "string" ? given.trim() : undefined;
  if (text === "" || (text !== undefined && placeholderUrl.test(text))) return undefined;
  const version = readAscii(scalarText(own(section, "version")).trim(), 32);
  if (!version) return { ok: false, failure: "firmware: it has no usable version" };
  const url = text === undefined ? noText : imageUrl(text, askedUrl);
  // Anything else in its place may be no version, and not for the log.
  const name = /^v?[0-9.]+$/i.test(version) ? `firmware ${version}` : "firmware";
  if (!url.ok) return { ok: false, failure: `${name}: ${url.failure}` };
  const force = own(section, "force");
  return {
    ok: true,
    value: { version, url: url.value, force: force === true || readNumber(force, 1, 1) === 1 },
  };
}

const noText: Result<string, string> = frozen({ ok: false, failure: "the URL is no text" });

function imageUrl(text: string, askedUrl: string | undefined): Result<string, string> {
  const encoded = percentEncoded(text);
  // A path alone is on the server that was asked.
  const resolved =
    encoded.startsWith("/") && askedUrl !== undefined
      ? resolveLocation(askedUrl, encoded, imageUrlMaxChars)
      : undefined;
  if (resolved && !resolved.ok) return { ok: false, failure: resolved.failure.detail };
  const value = resolved?.value.url ?? encoded;
  const image = parseUrl(value, ["http", "https"], imageUrlMaxChars);
  if (!image.ok) return image;
  const asked = askedUrl === undefined ? undefined : parseUrl(askedUrl, ["http", "https"]);
  return asked?.ok && isSameEndpoint(image.value, asked.value)
    ? { ok: false, failure: "its URL is that of the OTA check" }
    : { ok: true, value };
}

/** Some servers put the address of their OTA endpoint there, always, and by another name than the one that the device knows. */
function isSameEndpoint(image: Url, asked: Url): boolean {
  const path = pathOf(asked);
  if (pathOf(image) !== path) return false;
  const isSameServer = image.host === asked.host && image.port === asked.port;
  return isSameServer || (path !== "" && !image.path.includes("?"));
}

/** Without the query and the slash at the end. */
const pathOf = ({ path }: Url): string => path.replace(/\?.*$/, "").replace(/\/$/, "");
