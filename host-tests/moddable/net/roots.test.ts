import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const text = (file: string): string => readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8");

it("links the roots that the documentation lists, and no others", () => {
  const manifest: { data: Record<string, string[]> } = JSON.parse(text("src/moddable/net/manifest.json"));
  const linked = manifest.data["*"]?.map((path) => path.replace(/^.*\//, ""));
  const listed = [...text("docs/moddable-net.md").matchAll(/^\| (ca[0-9]+) \|/gm)].map((match) => match[1]);
  expect(linked).toEqual(listed);
  expect(new Set(listed).size).toBe(7);
});
