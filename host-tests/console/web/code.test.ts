import { expect, test } from "vitest";
import { normalCode } from "../../../host/console/web/devices/code.js";

test.each([
  ["608303", "608303"],
  [" 608 303 ", "608303"],
  ["608-303", "608303"],
  ["608–303", "608303"],
  ["６０８３０３", "608303"],
  ["\u200b608\u00a0303\n", "608303"],
  ["007301", "007301"],
  ["QX7K2M", "QX7K2M"],
])("%j is the code %s", (typed, code) => {
  expect(normalCode(typed)).toBe(code);
});

test.each(["", "  ", "code: 608303", "608303/", "1234567890123", "六〇八"])("%j is no code", (typed) => {
  expect(normalCode(typed)).toBeUndefined();
});
