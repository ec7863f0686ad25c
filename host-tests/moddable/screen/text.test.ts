import { expect, test } from "vitest";
import { shown, takeLine, widthOf } from "../../../src/moddable/screen/text.js";

/** All lines of a text. */
function wrapped(text: string, widthPx: number): string[] {
  const lines: string[] = [];
  for (let rest = shown(text); rest !== ""; ) {
    const [line, left] = takeLine("Text-16", rest, widthPx);
    lines.push(line);
    rest = left;
  }
  return lines;
}

test("what the fonts don't have becomes a box, ASCII stays readable", () => {
  expect(shown("Hello, \u6674\u6717 world")).toBe("Hello, \u25a1\u25a1 world");
});

test("likenesses are used where there are some", () => {
  expect(shown("caf\u00e9 \uff21\uff11 \u2014 \u300c\u8bf7\u300d\u3000x")).toBe(
    "cafe A1 - \u201c\u8bf7\u201d x",
  );
});

test("emoji and marks leave nothing behind", () => {
  expect(shown("a\u{1f600}b\u2764\ufe0fc\u0301")).toBe("abc");
});

test("a character outside of the basic plane is one box", () => {
  expect(shown("\u{20000}")).toBe("\u25a1");
});

test("no line is wider than asked for", () => {
  for (const width of [40, 90, 200]) {
    const text = "The quick brown fox, https://console.example/add, \u4f60\u73b0\u5728\u53ef\u4ee5\u3002";
    for (const line of wrapped(text, width)) expect(widthOf("Text-16", line)).toBeLessThanOrEqual(width);
  }
});

test("lines end between words, and long words where a web address has its parts", () => {
  expect(wrapped("one two three", 66)).toEqual(["one two", "three"]);
  expect(wrapped("https://console.example/add", 130)).toEqual(["https://console.", "example/add"]);
});

test("a Chinese line neither begins with a full stop nor ends with an opening mark", () => {
  expect(wrapped("\u8bf7\u68c0\u67e5\u3002", 48)).toEqual(["\u8bf7\u68c0", "\u67e5\u3002"]);
  expect(wrapped("\u8bf7\uff08\u68c0\u67e5", 32)).toEqual(["\u8bf7", "\uff08\u68c0", "\u67e5"]);
});

test("too narrow for a single character, it still ends", () => {
  expect(wrapped("\u8bf7\u68c0", 3)).toEqual(["\u8bf7", "\u68c0"]);
});
