/** What a text for a person or a log must be like, written anew here: the core's own rules are what is tested. */
import { must } from "../target.js";

/** The word by which a leaked credential is found: long enough that the core must know it for one, wherever it stands. */
export const secretMark = "SECRETd4f5a6b7c8d9e0f1";

const unfit =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/;
const lone = /\p{Surrogate}/u;

export function mustBeProse(text: string, maxChars: number, what: string): void {
  must(!unfit.test(text), `${what} holds a control, bidi or invisible character`);
  must(!lone.test(text), `${what} holds half a character`);
  must(
    text.length <= maxChars || [...text].length <= maxChars,
    `${what} has more than ${maxChars} characters`,
  );
}

export function mustBeLine(text: string, maxChars: number, what: string): void {
  mustBeProse(text, maxChars, what);
  must(!text.includes("\n"), `${what} has a line break`);
}

export function mustBeAscii(text: string, maxChars: number, what: string): void {
  must(/^[ -~]*$/.test(text), `${what} is not visible ASCII`);
  must(text.length <= maxChars, `${what} has more than ${maxChars} characters`);
}

/** Looked for in everything that leaves the core for a log, a screen or an observer. */
export function mustBeSecretFree(text: string, what: string): void {
  must(!text.includes(secretMark), `a credential in ${what}`);
}
