import { expect, test } from "vitest";
import { meaningOf } from "../../../src/core/net/refusal-code.js";

test.each([
  ["denied", [401, 403]],
  ["busy", [408, 429, 503]],
  ["notHere", [200, 204, 301, 302, 307, 308, 404, 405, 410, 426]],
  ["broken", [500, 501, 502, 504, 520, 599]],
  ["other", [100, 400, 402, 418, 451, 600]],
] as const)("HTTP: %s", (meaning, codes) => {
  for (const code of codes) expect(meaningOf(code), `${code}`).toBe(meaning);
});

test.each([
  ["denied", [2, 4, 5]],
  ["busy", [3]],
  ["other", [0, 1, 6, 127]],
] as const)("CONNACK: %s", (meaning, codes) => {
  for (const code of codes) expect(meaningOf(code), `${code}`).toBe(meaning);
});

test("a number that is none of either has a meaning too", () => {
  for (const code of [-1, 0.5, 1e9, Number.NaN, Number.POSITIVE_INFINITY])
    expect(meaningOf(code)).toBe("other");
});
