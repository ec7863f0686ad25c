import { expect, test } from "vitest";
import { chromiumPath } from "./chromium.js";

test("CHROMIUM_PATH decides which browser is used", () => {
  expect(chromiumPath({ CHROMIUM_PATH: process.execPath })).toBe(process.execPath);
  expect(() => chromiumPath({ CHROMIUM_PATH: "/nowhere/chromium" })).toThrow(
    "CHROMIUM_PATH names /nowhere/chromium, which does not exist.",
  );
});
