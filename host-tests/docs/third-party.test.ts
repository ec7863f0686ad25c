import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { thirdPartyPage } from "../../host/docs/third-party.js";

const read = (name: string) => readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), "utf8");
const lock = JSON.parse(read("package-lock.json"));

test("THIRD-PARTY.md lists what the lock file installs (`npm run docs` writes it anew)", () => {
  expect(read("THIRD-PARTY.md")).toBe(thirdPartyPage(lock, JSON.parse(read("package.json"))));
});

test("every package states a licence that lets us use it", () => {
  const fine =
    /^\(?(MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|BlueOak-1\.0\.0|Python-2\.0|CC0-1\.0|MPL-2\.0|Unlicense|OFL-1\.1)\b/;
  const others = Object.entries<{ license?: string }>(lock.packages)
    .filter(([path, { license }]) => path !== "" && !fine.test(license ?? ""))
    .map(([path, { license }]) => `${path}: ${license}`);
  expect(others).toEqual([]);
});
