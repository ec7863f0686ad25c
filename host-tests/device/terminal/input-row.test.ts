import { describe, expect, it } from "vitest";
import { inputRow } from "../../../host/device/terminal/input-row.js";

describe("the row where a person types", () => {
  it.each([
    ["", 0, "> ", 2],
    ["hello", 5, "> hello", 7],
    ["hello", 2, "> hello", 4],
    ["你好", 1, "> 你好", 4],
    ["a\u001b[2Jb", 6, "> a[2Jb", 7],
    ["0123456789", 10, "> 3456789", 9],
    ["0123456789", 0, "> 0123456", 2],
    ["你好世界啊", 5, "> 世界啊", 8],
  ])("shows %j with the cursor at %i", (text, cursor, shown, column) => {
    expect(inputRow({ text, cursor }, 10)).toEqual({ text: shown, column });
  });
});
