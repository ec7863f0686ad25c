import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { importsOfRooms, withFolders, withoutShortcuts } from "../../host/docs/folders.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const page = readFileSync(`${root}docs/architecture.md`, "utf8");

test("docs/architecture.md shows the folders as they are (`npm run docs` draws them anew)", () => {
  expect(page).toContain("<!-- generated: folders -->");
  expect(page).toBe(withFolders(page, root));
});

test("the picture leaves out an arrow that another way makes up for, and no other", () => {
  const imports = new Map([
    ["a", new Set(["b", "c", "d"])],
    ["b", new Set(["c"])],
  ]);
  expect(withoutShortcuts(imports)).toEqual(
    new Map([
      ["a", new Set(["b", "d"])],
      ["b", new Set(["c"])],
    ]),
  );
});

test("the firmware imports nothing of the desktop companion, in the picture too", () => {
  const imports = importsOfRooms(root);
  expect(imports.get("src/core/lifecycle")).toContain("src/core/session");
  for (const [from, targets] of imports)
    if (from.startsWith("src/")) expect([...targets].filter((to) => !to.startsWith("src/"))).toEqual([]);
});

test("every file that docs/architecture.md names exists", () => {
  const named = [...page.matchAll(/`((?:src|host|host-tests|boards|scripts|docs)\/[^`*]*)`/g)].map(
    ([, path = ""]) => path,
  );
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((path) => !existsSync(`${root}${path}`))).toEqual([]);
});
