/** How long a voice needs for a sentence: the answers of the development cloud have none, and still take their time. */

/** Everyday speech: some fifteen Latin letters a second, four to five Chinese characters. */
const letterMs = 65;
const wideMs = 220;
const minMs = 800;
const maxMs = 20_000;

const wide =
  /[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\u{20000}-\u{3ffff}]/u;

/** @returns milliseconds, from 800 to 20,000: nobody waits a minute for a test to go on */
export function spokenMs(text: string): number {
  let ms = 0;
  for (const char of text) ms += wide.test(char) ? wideMs : letterMs;
  return Math.min(maxMs, Math.max(minMs, ms));
}
