/** What can go wrong with a call of the device API. */

export type ApiErrorKind =
  /** The token is not valid, or no longer; with `status` 403 or 10169: it is, but may not do that. */
  | "unauthorized"
  /** The activation code is wrong, used or expired. */
  | "codeInvalid"
  | "agentNotFound"
  /** The device belongs to somebody already. */
  | "alreadyBound"
  /** No such device, or another user's. */
  | "deviceNotFound"
  /** No such record. */
  | "notFound"
  /** The server said no for another reason; the message has its words. */
  | "server"
  /** Nobody answered in time, or at all. */
  | "unreachable"
  /** The answer is not what the documentation describes. */
  | "malformed"
  /** The caller ended it by its signal. */
  | "aborted";

/** Its message is one sentence for a person and holds no secret. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly kind: ApiErrorKind,
    message: string,
    /** HTTP status, or the `code` of the body if that says more. */
    readonly status?: number,
  ) {
    super(message);
  }
}

const serverTextMaxChars = 200;

/** The server's own words, fit for one line of a terminal; nothing that looks like the token gets through. */
export function cleanServerText(text: string, token: string): string {
  let clean = "";
  for (const character of text.replaceAll(token === "" ? "\0" : token, "***")) {
    const code = character.codePointAt(0) ?? 0;
    clean += code < 0x20 || (code >= 0x7f && code < 0xa0) ? " " : character;
  }
  return clean.trim().slice(0, serverTextMaxChars);
}
