/** The text of a file that a person made, in whatever encoding their spreadsheet wrote it. Runs in Node and in a browser. */

/** What a file is that holds no text. */
export type NoText = "spreadsheet" | "binary";

/** UTF-8 (with or without mark), UTF-16 with a mark, or else GB 18030, in which Chinese editions write CSV. */
export function listText(
  bytes: Uint8Array<ArrayBuffer>,
): { readonly text: string } | { readonly noText: NoText } {
  if (spreadsheetBegins.some((begin) => begin.every((byte, at) => bytes[at] === byte)))
    return { noText: "spreadsheet" };
  const text = decoded(bytes);
  // No text has them; nearly every other file does. DOS ends its texts with one.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return /[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]/.test(text)
    ? { noText: "binary" }
    : { text: text.endsWith(dosEnd) ? text.slice(0, -1) : text };
}

const dosEnd = "\x1a";

/** XLSX, ODS and other archives; XLS. */
const spreadsheetBegins = [
  [0x50, 0x4b, 0x03, 0x04],
  [0xd0, 0xcf, 0x11, 0xe0],
];

function decoded(bytes: Uint8Array<ArrayBuffer>): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}
