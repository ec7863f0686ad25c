/** The page's words in the language that is chosen now. Components that use them are drawn anew when it changes. */
import type { Answer } from "./calls.js";
import { language } from "./preferences.js";
import { fill, isTextKey, type TextKey, wordings } from "./wording/wording.js";

export function say(key: TextKey, parameters: Readonly<Record<string, string | number>> = {}): string {
  return fill(wordings[language.value][key], parameters);
}

/** A sentence that says what to do; the server's own for a kind of failure that the page doesn't know. */
export function sayFailure(failure: Extract<Answer<unknown>, { readonly ok: false }>): string {
  const key = `error.${failure.kind}`;
  return isTextKey(key) ? say(key) : failure.message || say("error.server");
}

/** Hours, minutes and seconds of the day. */
export const timeText = (iso: string): string =>
  new Date(iso).toLocaleTimeString(language.value, { hour12: false });

/** Day and minute. */
export const momentText = (iso: string): string =>
  new Date(iso).toLocaleString(language.value, { dateStyle: "medium", timeStyle: "short" });

export function sizeText(sizeBytes: number): string {
  if (sizeBytes < 1024) return `${sizeBytes} B`;
  const kib = sizeBytes / 1024;
  return kib < 1024 ? `${kib.toFixed(1)} KiB` : `${(kib / 1024).toFixed(1)} MiB`;
}
