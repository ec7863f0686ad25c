import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  own,
  parseJsonObject,
  readNumber,
  readObject,
  readText,
  readWholeNumber,
} from "../../src/core/untrusted-json.js";

fc.configureGlobal({ seed: 608_303 });

describe("shape", () => {
  it("refuses a text over its cap instead of clipping it", () => {
    expect(readText("abc", 3)).toBe("abc");
    expect(readText("abcd", 3)).toBeUndefined();
    expect(readText(5, 3)).toBeUndefined();
  });

  it.each([
    [5, 5],
    ["5", 5],
    ["-1.5", -1.5],
    ["1e1", undefined],
    ["0x5", undefined],
    ["", undefined],
    [" 5", undefined],
    ["9".repeat(25), undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [true, undefined],
    [null, undefined],
    [[5], undefined],
    [11, undefined],
    [-11, undefined],
  ])("reads %j as number %j", (value, number) => expect(readNumber(value, -10, 10)).toBe(number));

  it("tells whole numbers from others", () => {
    expect(readWholeNumber("7", 0, 9)).toBe(7);
    expect(readWholeNumber(7.5, 0, 9)).toBeUndefined();
  });

  it("takes only objects for objects", () => {
    expect(readObject({})).toEqual({});
    for (const other of [null, [], "{}", 1, undefined]) expect(readObject(other)).toBeUndefined();
  });

  it("reads no inherited member, whatever keys a peer uses", () => {
    const parsed = parseJsonObject('{"__proto__":{"code":"1"},"a":1}', 100);
    expect(parsed.ok && own(parsed.value, "code")).toBeUndefined();
    expect(parsed.ok && own(parsed.value, "constructor")).toBeUndefined();
    expect(parsed.ok && own(parsed.value, "a")).toBe(1);
    expect(({} as { code?: string }).code).toBeUndefined();
  });

  it.each([
    ["[]", "not a JSON object"],
    ["null", "not a JSON object"],
    ["", "not JSON"],
    ["{", "not JSON"],
    [`{"a":"${"x".repeat(100)}"}`, "longer than 100 characters"],
    [`${"[".repeat(40)}${"]".repeat(40)}`, "nested deeper than 24"],
    [`{"a":${"[".repeat(90)}`, "nested deeper than 24"],
  ])("says what is wrong with %s", (text, failure) =>
    expect(parseJsonObject(text, 100)).toEqual({ ok: false, failure }),
  );

  it("does not take brackets in strings for nesting", () => {
    expect(parseJsonObject(`{"a":"\\"${"[{".repeat(30)}"}`, 100).ok).toBe(true);
  });

  it("keeps count over a long text, wherever an escape falls", () => {
    for (let length = 250; length < 262; length++) {
      const open = `{"a":"${"x".repeat(length)}\\"[","b":`;
      expect(parseJsonObject(`${open}${"[".repeat(23)}${"]".repeat(23)}}`, 1_000).ok).toBe(true);
      expect(parseJsonObject(`${open}${"[".repeat(24)}${"]".repeat(24)}}`, 1_000).ok).toBe(false);
    }
  });

  it.each([
    ["numbers", `{"a":[${"0,".repeat(397)}0]}`, `{"a":[${"0,".repeat(398)}0]}`],
    ["objects", `{"a":[${"{},".repeat(198)}0]}`, `{"a":[${"{},".repeat(199)}0]}`],
    ["strings", `{"a":[${'"a,b",'.repeat(397)}0]}`, `{"a":[${'"a,b",'.repeat(398)}0]}`],
  ])("takes 400 values and no more: %s", (_, most, more) => {
    expect(parseJsonObject(most, 16_384).ok).toBe(true);
    expect(parseJsonObject(more, 16_384)).toEqual({ ok: false, failure: "more than 400 values" });
  });

  it("takes 64 members in all, wherever they are, and no more", () => {
    const inside = (count: number) =>
      `{"a":{${Array.from({ length: count - 1 }, () => '"":0').join()}},"t":[${'":",'.repeat(90)}0]}`;
    expect(parseJsonObject(inside(63), 16_384).ok).toBe(true);
    expect(parseJsonObject(inside(64), 16_384)).toEqual({ ok: false, failure: "more than 64 members" });
    const shortest = `{${Array.from({ length: 65 }, () => '"":0').join()}}`;
    expect(parseJsonObject(shortest, 16_384)).toEqual({ ok: false, failure: "more than 64 members" });
  });

  it("does not take the commas and colons of a text for values and members", () => {
    const text = "well, {:[ ".repeat(1_500);
    expect(parseJsonObject(JSON.stringify({ text }), 16_384)).toEqual({ ok: true, value: { text } });
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        parseJsonObject(text, 50);
      }),
    );
  });
});
