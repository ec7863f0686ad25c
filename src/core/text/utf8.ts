/** UTF-8 both ways, without TextEncoder. Works alike whether strings index code points (XS) or UTF-16 units (Node). */

const replacement = 0xfffd;

/** The code points of the text; a lone surrogate, which UTF-8 can't carry, becomes U+FFFD. */
function codePoint(char: string): number {
  const point = char.codePointAt(0) ?? replacement;
  return point >= 0xd800 && point <= 0xdfff ? replacement : point;
}

const sizeOf = (point: number): number => (point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4);

/** Of a code point; a UTF-16 unit takes no more either. */
export const characterMaxBytes = 4;

/** How many bytes `encodeUtf8` would give. */
export function utf8Length(text: string): number {
  // A method of a single character costs XS two slots of garbage: not for each of a thousand.
  if (/^[ -~]*$/.test(text)) return text.length;
  let size = 0;
  for (const char of text) size += sizeOf(codePoint(char));
  return size;
}

export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(utf8Length(text));
  let at = 0;
  for (const char of text) {
    const point = codePoint(char);
    const size = sizeOf(point);
    if (size === 1) bytes[at++] = point;
    else {
      // First byte: as many leading ones as the sequence has bytes.
      bytes[at++] = ((0xf00 >> size) & 0xff) | (point >> (6 * (size - 1)));
      for (let shift = 6 * (size - 2); shift >= 0; shift -= 6) bytes[at++] = 0x80 | ((point >> shift) & 0x3f);
    }
  }
  return bytes;
}

/** How many ASCII bytes stand there in a row; few enough to be arguments of one call. */
function asciiRun(bytes: Uint8Array, from: number): number {
  const end = Math.min(bytes.length, from + 64);
  let at = from;
  while (at < end && (bytes[at] ?? 0x80) < 0x80) at++;
  return at - from;
}

/** Any bytes as text: each maximal part that is not UTF-8 becomes one U+FFFD, as browsers do it. */
export function decodeUtf8Lossy(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const plain = asciiRun(bytes, at);
    if (plain > 0) {
      // A whole run at once: joining text character by character copies it each time.
      text += String.fromCharCode(...bytes.subarray(at, at + plain));
      at += plain;
      continue;
    }
    const first = bytes[at++] ?? 0;
    let more = first >= 0xc2 && first <= 0xdf ? 1 : first >= 0xe0 && first <= 0xef ? 2 : 0;
    if (first >= 0xf0 && first <= 0xf4) more = 3;
    let point = first & (0x3f >> more);
    // The second byte's range keeps out overlong forms, surrogates and what is beyond U+10FFFF.
    let low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    let high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    let good = more > 0;
    for (; good && more > 0; more--) {
      const next = bytes[at] ?? 0;
      good = next >= low && next <= high;
      if (good) {
        at++;
        point = (point << 6) | (next & 0x3f);
      }
      low = 0x80;
      high = 0xbf;
    }
    text += String.fromCodePoint(good ? point : replacement);
  }
  return text;
}
