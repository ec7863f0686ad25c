import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { generated, withGenerated } from "../../host/docs/lifecycle.js";

const page = readFileSync(fileURLToPath(new URL("../../docs/lifecycle.md", import.meta.url)), "utf8");

test("docs/lifecycle.md shows the table as it is (`npm run docs` writes it anew)", () => {
  expect(page).toBe(withGenerated(page));
});

test("docs/lifecycle.md has every generated part", () => {
  for (const name of Object.keys(generated)) expect(page).toContain(`<!-- generated: ${name} -->`);
});
