import { describe, expect, it } from "vitest";
import { tableLines } from "../../host/cli/table.js";
import { columnsOf } from "../../src/core/screen/columns.js";

describe("a table", () => {
  it("is aligned with wide characters, and has no blanks at the end", () => {
    expect(
      tableLines(
        ["NAME", "ID"],
        [
          ["客厅", "1"],
          ["a", ""],
        ],
      ),
    ).toEqual(["NAME  ID", "客厅  1", "a"]);
  });

  it("is not clipped where nobody looks at lines", () => {
    const reason = "x".repeat(200);
    expect(tableLines(["FAILED", "REASON"], [["m", reason]])[1]).toBe(`m       ${reason}`);
  });

  it("fits a terminal, and takes from the widest column", () => {
    const lines = tableLines(["ID", "NAME"], [["02:00:00:00:00:01", "很长的名字".repeat(20)]], 40);
    expect(lines.every((line) => columnsOf(line) <= 40)).toBe(true);
    expect(lines[1]).toMatch(/^02:00:00:00:00:01 {2}很长的名字.*…$/);
  });

  it("keeps something of every column in a terminal that is far too small", () => {
    expect(tableLines(["A", "B"], [["a".repeat(50), "b".repeat(50)]], 5)[1]).toBe("aaaaaaa…  bbbbbbb…");
  });
});
