/** The program that the pictures are taken of has every module that it needs: mcconfig notices a missing one only when it runs. */
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, "host/screens/manifest.json"), "utf8")) as {
  readonly modules: Readonly<Record<string, unknown>>;
};

/** Files that are loaded, from the gallery on. */
function loaded(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  const text = readFileSync(file, "utf8");
  for (const [, path = ""] of text.matchAll(/^import (?!type\b)[^"';]*?from "(\.[^"]+)"/gm))
    loaded(join(dirname(file), path.replace(/\.js$/, ".ts")), found);
  return found;
}

test("every module that the gallery loads is in its manifest", () => {
  const files = [...loaded(join(root, "host/screens/gallery.ts"))].map((file) =>
    relative(root, file).replace(/\.ts$/, ""),
  );
  expect(files.length).toBeGreaterThan(30);
  const has = (file: string) => file in manifest.modules || `${dirname(file)}/*` in manifest.modules;
  expect(files.filter((file) => !has(file))).toEqual([]);
});
