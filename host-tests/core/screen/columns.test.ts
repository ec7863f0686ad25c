import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clipColumns, clipWrapped, columnsOf, wrap } from "../../../src/core/screen/columns.js";

describe("columnsOf", () => {
  it.each([
    ["abc", 3],
    ["激活码", 6],
    ["（ａ）", 6],
    ["e\u0301", 1],
    ["👍", 2],
    ["\u{20000}", 2],
    ["…", 1],
    ["，。！～", 8],
    ["\u3fff\ua4cf\ua4d0", 5],
    ["\x1b\u200b\ud800", 0],
  ])("%j takes %s", (text, columns) => expect(columnsOf(text)).toBe(columns));
});

describe("clipColumns", () => {
  it("cuts no wide character in half", () => {
    expect(clipColumns("激活码", 6)).toBe("激活码");
    expect(clipColumns("激活码", 5)).toBe("激活…");
    expect(clipColumns("激活码", 4)).toBe("激…");
    expect(clipColumns("👍👍👍", 3)).toBe("👍…");
  });
});

describe("wrap", () => {
  it("breaks between words and between Chinese characters, not before a closing mark", () => {
    expect(wrap("one two three", 7)).toEqual(["one two", "three"]);
    expect(wrap("请在控制台", 4)).toEqual(["请在", "控制", "台"]);
    expect(wrap("请在控制。", 8)).toEqual(["请在控", "制。"]);
    expect(wrap("abcdefgh", 3)).toEqual(["abc", "def", "gh"]);
    expect(wrap("", 9)).toEqual([""]);
  });

  const texts = fc
    .array(fc.constantFrom("a", "bc", " ", "中", "。", "…", "👍", "longerword"))
    .map((parts) => parts.join(""));

  it("loses nothing but spaces and keeps to the width", () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 20 }), (text, columns) => {
        const lines = wrap(text, columns);
        for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
        expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
      }),
      { seed: 1 },
    );
  });

  it("is kept to a number of lines by clipWrapped, which leaves alone what fits", () => {
    fc.assert(
      fc.property(
        texts,
        fc.integer({ min: 4, max: 20 }),
        fc.integer({ min: 1, max: 4 }),
        (text, columns, maxLines) => {
          const clipped = clipWrapped(text, columns, maxLines);
          expect(wrap(clipped, columns).length).toBeLessThanOrEqual(maxLines);
          const fits = wrap(text, columns).length <= maxLines && columnsOf(text) <= columns * maxLines;
          expect(clipped === text).toBe(fits);
        },
      ),
      { seed: 1, numRuns: 1_000 },
    );
  });
});
