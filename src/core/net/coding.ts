/** Content codings. The device asks for none (`Accept-Encoding: identity`), and has nothing that could undo one. */

/** For every request: without it a server may compress as it likes (RFC 9110 §12.5.3). */
export const noCoding = "identity";

/** The `Content-Encoding` of an answer if it names a compression, in lower case. Other words stand there by mistake (`utf-8`). */
export function codingOf(contentEncoding: string | undefined): string | undefined {
  const coding = contentEncoding?.toLowerCase() ?? "";
  return /\b(?:gzip|deflate|compress|br|zstd)\b/.test(coding) ? coding : undefined;
}
