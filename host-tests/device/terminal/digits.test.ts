import { describe, expect, it } from "vitest";
import { blockCode, sizesFor } from "../../../host/device/terminal/digits.js";

const all = [..."0123456789"];

describe("blockCode", () => {
  it("draws digits that a person can read, at three sizes", () => {
    expect(blockCode("27", "large", 80)).toEqual([
      "  ██████    ██████████",
      "██      ██          ██",
      "        ██        ██  ",
      "      ██        ██    ",
      "    ██        ██      ",
      "  ██          ██      ",
      "██████████    ██      ",
    ]);
    expect(blockCode("27", "medium", 80)).toEqual([
      "██████  ██████",
      "    ██      ██",
      "██████      ██",
      "██          ██",
      "██████      ██",
    ]);
    expect(blockCode("27", "small", 80)).toEqual(["▀▀█ ▀▀█", "█▀▀   █", "▀▀▀   ▀"]);
  });

  it.each(["large", "medium", "small"] as const)(
    "draws ten different digits of the same width (%s)",
    (size) => {
      const drawn = all.map((digit) => blockCode(digit, size, 80));
      expect(new Set(drawn.map((rows) => rows.join("\n"))).size).toBe(10);
      expect(new Set(drawn.flat().map((row) => row.length)).size).toBe(1);
    },
  );

  it("tells any two digits of the large size apart by at least two dots", () => {
    const drawn = all.map((digit) => blockCode(digit, "large", 80).join(""));
    for (const one of drawn) {
      for (const other of drawn) {
        if (one === other) continue;
        // Every dot is two characters wide.
        const differing = [...one].filter((char, at) => char !== other[at]).length / 2;
        expect(differing).toBeGreaterThanOrEqual(2);
      }
    }
  });
});

describe("sizesFor", () => {
  it.each([
    [70, ["large", "medium", "small", "plain"]],
    [69, ["medium", "small", "plain"]],
    [45, ["small", "plain"]],
    [22, ["plain"]],
  ])("six digits in %s columns", (columns, sizes) => expect(sizesFor("007301", columns)).toEqual(sizes));
});
