import { expect, test } from "vitest";
import { needsWide, shown } from "../../src/screen-layout/characters.js";
import { takeLine, widthOf } from "../../src/screen-layout/text.js";

/** All lines of a text. */
function wrapped(text: string, widthPx: number): string[] {
  const lines: string[] = [];
  for (let rest = shown(text, "wide"); rest !== ""; ) {
    const [line, left] = takeLine("Text-16", rest, widthPx);
    lines.push(line);
    rest = left;
  }
  return lines;
}

test("what the fonts don't have becomes a box, ASCII stays readable", () => {
  expect(shown("Hello, \u6674\u6717 world", "wording")).toBe("Hello, \u25a1\u25a1 world");
});

test("a wide font shows a Chinese conversation as it is, and a box for what even it doesn't have", () => {
  const weather = "今天深圳多云转晴，气温二十三到三十一度，出门记得带伞，晚上适合散步。";
  expect(shown(weather, "wide")).toBe(weather);
  expect(shown("“你好”，【小智】：「嗯」——23℃～31℃！", "wide")).toBe("“你好”，【小智】：「嗯」——23℃～31℃！");
  expect(shown("龘\u6674", "wide")).toBe("\u25a1\u6674");
});

test("everyday Chinese, signs, kana, Traditional Chinese and accents are shown as they are", () => {
  for (const text of [
    "尴尬橄榄螺蛳粉啰嗦瑜伽忐忑",
    "¥5 €3 £2 √2 π °",
    "臺灣鳳梨酥體驗",
    "すし、ラーメン",
    "Łódź, Zoë, nǐ hǎo, Straße",
    "Привет, αβγ",
  ])
    expect(shown(text, "wide")).toBe(text);
});

test("accented letters are as wide as they are drawn, and no line is broken at them", () => {
  expect(widthOf("Text-16", "é")).toBeLessThan(12);
  expect(widthOf("Text-20", "Łódź")).toBeLessThan(60);
  expect(wrapped("café Zoë naïve", 60)).toEqual(["café", "Zoë", "naïve"]);
});

test("the wide font is asked for by characters that it alone has, not by what has a likeness or no font at all", () => {
  expect(["晴", "23 ℃", "Weather: 晴", "caf\u00e9", "尴尬"].filter((text) => !needsWide(text))).toEqual([]);
  const others = ["", "Hello", "请检查设置。", "caf \u2014 \uff21", "龘", "\u{1f600}", "\u{20000}", "\ud83d"];
  expect(others.filter(needsWide)).toEqual([]);
});

test("likenesses are used where there are some", () => {
  expect(shown("caf\u00e9 \uff21\uff11 \u2014 \u300c\u8bf7\u300d\u3000x", "wording")).toBe(
    "cafe A1 - \u201c\u8bf7\u201d x",
  );
});

test("emoji and marks leave nothing behind", () => {
  expect(shown("a\u{1f600}b\u2764\ufe0fc\u0301", "wording")).toBe("abc");
});

test("a character outside of the basic plane is one box", () => {
  expect(shown("\u{20000}", "wording")).toBe("\u25a1");
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
