import { cleanLine, cleanText, clip } from "../../../../src/core/text/clip.js";
import { decodeUtf8Lossy, encodeUtf8, utf8Length } from "../../../../src/core/text/utf8.js";
import { mutatedBytes } from "../bytes/mutate.js";
import { characters } from "../json/hostile.js";
import { sameBytes } from "../oracles/feed.js";
import { mustBeLine, mustBeProse } from "../oracles/text.js";
import { pick } from "../plan.js";
import { without } from "../shorten.js";
import { must, target } from "../target.js";

const fills = [
  "a",
  "word ",
  "中",
  "😀",
  "\u0000",
  "\u001b",
  "\u001b[",
  "\u001b]",
  "\r",
  "\ud800",
  "\u202e",
  "\n ",
];

/** Texts for the screen and the log. */
export const shownTexts = target<string>({
  name: "shown-text",
  about: "texts of any kind, made fit for the screen and the log, and for a wire of UTF-8",
  cases: 40_000,
  size: { examples: fills.length, mutationsMax: 12 },
  make: ({ example, mutations }) =>
    mutations
      .map(({ op, arg }) => (op < 52 ? pick(characters, arg) : pick(fills, op).repeat(arg % 60)))
      .join(pick(fills, example)),
  judge(text) {
    for (const max of [0, 1, 20, 500]) {
      mustBeProse(cleanText(text, max), max, "a clean text");
      mustBeLine(cleanLine(text, max), max, "a clean line");
      must(
        [...clip(text, max)].length <= max && text.startsWith(clip(text, max)),
        "a clipped text is another one",
      );
    }
    const shown = cleanText(text, 500);
    must(cleanText(shown, 500) === shown, "cleaning a clean text changes it");
    const bytes = encodeUtf8(text);
    must(sameBytes(bytes, new TextEncoder().encode(text)), "other bytes than Node's encoder gives");
    must(utf8Length(text) === bytes.length, "another length than its bytes have");
    must(decodeUtf8Lossy(bytes) === Buffer.from(text).toString(), "encoded and decoded it is another text");
    return shown === text ? "clean" : "cleaned";
  },
  reaches: ["clean", "cleaned"],
  shorter: without,
});

const words = ["plain words", "é中😀", "\ufeff x", "ab", "\u0800\uffff\u{10ffff}"].map(
  (word) => new Uint8Array(Buffer.from(word.repeat(3))),
);

/** Bytes that should be UTF-8. */
export const utf8Bytes = target<string>({
  name: "utf8-bytes",
  about: "bytes that should be UTF-8, given to the decoder; Node's must read the same",
  cases: 80_000,
  size: { examples: words.length, mutationsMax: 6 },
  make: ({ example, mutations }) => {
    let bytes: Uint8Array = pick(words, example);
    for (const { op, at, arg } of mutations) {
      if (op < 30) {
        bytes = bytes.slice();
        bytes[at % bytes.length] = pick(
          [0x80, 0xbf, 0xc0, 0xc2, 0xe0, 0xed, 0xa0, 0xef, 0xf0, 0xf4, 0x90, 0xf5, 0xff],
          arg,
        );
      } else bytes = mutatedBytes(bytes, op, at, arg);
      if (bytes.length === 0) bytes = new Uint8Array(1);
    }
    return Buffer.from(bytes).toString("hex");
  },
  judge(hex) {
    const bytes = new Uint8Array(Buffer.from(hex, "hex"));
    const text = decodeUtf8Lossy(bytes);
    must(
      text === new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes),
      "another text than Node's decoder gives",
    );
    return text.includes("\ufffd") ? "mended" : "whole";
  },
  reaches: ["mended", "whole"],
  *shorter(hex) {
    for (const fewer of without(hex.match(/../g) ?? [])) yield fewer.join("");
  },
});
