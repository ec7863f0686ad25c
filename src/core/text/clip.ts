/** Text from servers and people made fit for a log line or a screen. */

/** At most `maxChars` code points; no pair of surrogates is cut. */
export function clip(text: string, maxChars: number): string {
  // A string never has more code points than indexes, so most texts pass without a walk.
  if (text.length <= maxChars) return text;
  let kept = "";
  let count = 0;
  for (const char of text) {
    if (count++ >= maxChars) return kept;
    kept += char;
  }
  return text;
}

/**
 * Takes out terminal sequences (ESC [ … letter, ESC ] … BEL, and two-character ones), C0, C1 and DEL except the line feed, line and
 * paragraph separators, zero-width and bidi controls, and the BOM.
 * The expressions stand inside the function because `replace` writes to a global one, and a board keeps what is outside in flash.
 */
function visible(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
      .replace(/\x1b(?:\[[0-?]*[ -/]*[@-~]?|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_]?)/g, "")
      .replace(
        // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
        /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+/g,
        "",
      )
  );
}

/** All that `cleanText` may change. Most texts have none of it, and asking once costs a small part of cleaning. */
const unclean =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb]/;

/** For screens: line feeds stay (CR LF becomes LF), other control, bidi and invisible characters go. */
export function cleanText(text: string, maxChars: number): string {
  // Clipped first, generously, so that a long text costs no more than its screen.
  const start = clip(text, maxChars * 2);
  if (!unclean.test(start)) return clip(start, maxChars);
  const near = start.replace(/\r\n?/g, "\n").replace(/[\t\u2028\u2029]/g, " ");
  return clip(wellFormed(visible(near)), maxChars);
}

/** White space other than the space. */
const otherSpace = /[^\S ]/;

/** For logs: one line; every run of white space becomes one space. */
export function cleanLine(text: string, maxChars: number): string {
  const clean = cleanText(text, maxChars * 2);
  // Asking is cheaper than replacing, and there is seldom anything to replace.
  const isLine = !clean.includes("  ") && !otherSpace.test(clean);
  return clip((isLine ? clean : clean.replace(/\s+/g, " ")).trim(), maxChars);
}

/** Lone surrogates become U+FFFD. */
function wellFormed(text: string): string {
  let whole = "";
  for (const char of text) {
    const point = char.codePointAt(0) ?? 0;
    whole += point >= 0xd800 && point <= 0xdfff ? "\ufffd" : char;
  }
  return whole;
}
