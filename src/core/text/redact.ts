/** Takes out of other people's words what may be a credential: for logs, screens and records. */

/**
 * Out goes the query of a URL (it may hold a key or a signature), what follows `bearer`, or `token`, `password`, `secret`, `key` or
 * `signature` with a `:` or `=`, and a word of 8 characters or more right after one of these.
 */
export function redacted(text: string): string {
  return text
    .replace(/(:\/\/[^\s?]*\?)\S*/g, "$1…")
    .replace(/(bearer\s+|(?:token|password|secret|key|signature)\s*["']?\s*[:=]\s*)\S+/gi, "$1…")
    .replace(/((?:token|password|secret|key|signature)\s+)\S{8,}/gi, "$1…");
}
