import { expect, test } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";

test("CHROMIUM_PATH decides which browser is used", () => {
  expect(findChromium({ CHROMIUM_PATH: process.execPath })).toEqual({ path: process.execPath, env: {} });
  expect(() => findChromium({ CHROMIUM_PATH: "/nowhere/chromium" })).toThrow(
    "CHROMIUM_PATH names /nowhere/chromium, which does not exist.",
  );
});

test("the machine's own is used before one that npm brought", () => {
  expect(findChromium({}, ["/nowhere/chromium", process.execPath])).toEqual({
    path: process.execPath,
    env: {},
  });
});
