import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanLine, cleanText, clip } from "../../../src/core/text/clip.js";
import { decodeUtf8Lossy, encodeUtf8, utf8Length } from "../../../src/core/text/utf8.js";

fc.configureGlobal({ seed: 608_303 });

const anyText = fc.string({ unit: "binary", maxLength: 80 });
const brokenText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
  .map((units) => String.fromCharCode(...units));

const rudeText = fc
  .array(
    fc.constantFrom("\x1b", "[", "]", "31m", "\x07", "\r", "\n", "\t", "\u2028", "\u202e", "\x9b", "😀", "a"),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(""));
const isControl = (char: string): boolean => {
  const point = char.codePointAt(0) ?? 0;
  const isBidi = (point >= 0x2028 && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
  return point < 0x20 || (point >= 0x7f && point < 0xa0) || isBidi;
};

describe("encodeUtf8", () => {
  it("gives the bytes that TextEncoder gives, lone surrogates included", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, brokenText), (text) => {
        const bytes = encodeUtf8(text);
        expect([...bytes]).toEqual([...new TextEncoder().encode(text)]);
        expect(utf8Length(text)).toBe(bytes.length);
      }),
    );
  });

  it.each([
    ["a", [0x61]],
    ["é", [0xc3, 0xa9]],
    ["码", [0xe7, 0xa0, 0x81]],
    ["😀", [0xf0, 0x9f, 0x98, 0x80]],
    ["\ud800", [0xef, 0xbf, 0xbd]],
  ])("encodes %j", (text, bytes) => expect([...encodeUtf8(text)]).toEqual(bytes));
});

describe("decodeUtf8Lossy", () => {
  it("decodes any bytes as browsers do: one U+FFFD for each maximal part that is not UTF-8", () => {
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    // Bytes that start, continue or spoil a sequence, far more often than by chance.
    const byte = fc.oneof(
      fc.integer({ min: 0, max: 255 }),
      fc.constantFrom(
        0x41,
        0x7f,
        0x80,
        0x8f,
        0x90,
        0x9f,
        0xa0,
        0xbf,
        0xc0,
        0xc2,
        0xdf,
        0xe0,
        0xed,
        0xef,
        0xf0,
        0xf4,
        0xf5,
        0xff,
      ),
    );
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 32 }), (list) => {
        const bytes = new Uint8Array(list);
        expect(decodeUtf8Lossy(bytes)).toBe(decoder.decode(bytes));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["overlong slash", [0xc0, 0xaf], "\ufffd\ufffd"],
    ["surrogate", [0xed, 0xa0, 0x80], "\ufffd\ufffd\ufffd"],
    ["beyond Unicode", [0xf4, 0x90, 0x80, 0x80], "\ufffd\ufffd\ufffd\ufffd"],
    ["cut in the middle", [0xe7, 0xa0], "\ufffd"],
    ["cut, then a letter", [0xf0, 0x9f, 0x98, 0x41], "\ufffdA"],
  ])("replaces %s", (_, bytes, text) => expect(decodeUtf8Lossy(new Uint8Array(bytes))).toBe(text));
});

describe("clip", () => {
  it("counts code points and cuts no pair", () => {
    expect(clip("a😀b😀c", 3)).toBe("a😀b");
    expect(clip("a😀b😀c", 2)).toBe("a😀");
    expect(clip("😀😀", 2)).toBe("😀😀");
    expect(clip("abc", 0)).toBe("");
  });
});

describe("cleaning", () => {
  it.each([
    ["a line feed in a log line", "one\r\ntwo\nthree", "one two three"],
    ["terminal colours", "\x1b[31mred\x1b[0m", "red"],
    ["a terminal title", "\x1b]0;title\x07text", "text"],
    ["a C1 sequence's start", "\x9b31mred", "31mred"],
    ["a bidi override", "abc\u202etxt.exe\u202c", "abctxt.exe"],
    ["isolates and marks", "\u2066a\u2069\u200e\u200f\u061cb", "ab"],
    ["line separators", "a\u2028b\u2029c", "a b c"],
    ["a byte order mark and zero width space", "\ufeffa\u200bb", "ab"],
    ["NUL and DEL", "a\0b\x7fc", "abc"],
    ["a lone surrogate", "a\ud800b", "a\ufffdb"],
  ])("takes out %s", (_, text, clean) => expect(cleanLine(text, 80)).toBe(clean));

  it("keeps line feeds for screens, and emoji that are joined", () => {
    expect(cleanText("one\r\ntwo\rthree\tfour", 80)).toBe("one\ntwo\nthree four");
    expect(cleanText("👩\u200d🚀", 80)).toBe("👩\u200d🚀");
  });

  it("never exceeds its length and leaves no control character, whatever comes", () => {
    fc.assert(
      fc.property(
        fc.oneof(anyText, brokenText, rudeText),
        fc.integer({ min: 0, max: 40 }),
        (text, maxChars) => {
          const screen = cleanText(text, maxChars);
          const line = cleanLine(text, maxChars);
          expect([...screen].length).toBeLessThanOrEqual(maxChars);
          expect([...line].length).toBeLessThanOrEqual(maxChars);
          expect([...screen].filter((char) => isControl(char) && char !== "\n")).toEqual([]);
          expect([...line].filter(isControl)).toEqual([]);
          expect(() => encodeURIComponent(screen)).not.toThrow();
        },
      ),
    );
  });
});
