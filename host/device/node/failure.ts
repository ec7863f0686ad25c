/** From Node's error codes to the failures of the core's ports. The only place that reads an errno. */
import type { NetworkFailure } from "../../../src/core/ports.js";

/** How far a connection had come when it broke. */
export type Stage = "connecting" | "securing" | "talking";

const dnsCodes = new Set(["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "EAI_NODATA", "EAI_NONAME", "ENODATA"]);

const tcpCodes = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "ENETDOWN",
  "EADDRNOTAVAIL",
  "EACCES",
  "EINVAL",
]);

const tlsCodes = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "HOSTNAME_MISMATCH",
  "INVALID_CA",
  "INVALID_PURPOSE",
  "EPROTO",
]);

const detailMaxChars = 120;

/** `ECONNREFUSED` and the like; the empty text if there is none. */
export function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}

/** One line for the log. A code is preferred: messages of Node may quote what was sent. */
function detailOf(error: unknown): string {
  const code = codeOf(error);
  if (code !== "") return code;
  const text = error instanceof Error ? error.message : "unknown error";
  return text.replace(/\s+/g, " ").slice(0, detailMaxChars);
}

function isTls(code: string): boolean {
  return tlsCodes.has(code) || /^(ERR_TLS_|ERR_SSL_|CERT_|CRL_)/.test(code);
}

/** What an error means, given how far the connection had come. */
export function networkFailure(error: unknown, stage: Stage): NetworkFailure {
  const code = codeOf(error);
  const detail = detailOf(error);
  if (dnsCodes.has(code)) return { kind: "unreachable", stage: "dns", detail };
  if (isTls(code)) return { kind: "tls", detail };
  if (code.startsWith("HPE_") || code.startsWith("ERR_INVALID") || code.startsWith("ERR_HTTP")) {
    return { kind: "malformed", detail };
  }
  if (stage === "securing") return { kind: "tls", detail };
  if (stage === "connecting" || tcpCodes.has(code)) return { kind: "unreachable", stage: "tcp", detail };
  return { kind: "unreachable", stage: "closed", detail };
}
