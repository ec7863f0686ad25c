/** The `tsc` that stands in for TypeScript's while mcconfig builds. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const program = fileURLToPath(new URL("../../scripts/moddable/transpiler/transpile.mjs", import.meta.url));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "transpiler-"));
  mkdirSync(join(folder, "modules/core"), { recursive: true });
  writeFileSync(join(folder, "modules/tsconfig-base.json"), "{}");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** One source and its project, as mcconfig lays them out. */
function project(name: string, text: string) {
  const source = join(folder, `${name}.ts`);
  const file = join(folder, `modules/core/${name}-tsconfig.json`);
  writeFileSync(source, text);
  writeFileSync(
    file,
    JSON.stringify({
      extends: join(folder, "modules/tsconfig-base.json"),
      compilerOptions: { rootDir: "/", outDir: join(folder, "out", name) },
      files: [source],
    }),
  );
  return { file, source, result: `${join(folder, "out", name)}${source.replace(/\.ts$/, ".js")}` };
}

const run = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });

describe("taking types out", () => {
  it("does it for every source at the first call, with maps that lead to the sources", () => {
    const one = project("one", "export const one = (n: number): number => n satisfies number;\n");
    const two = project("two", 'import type { A } from "./one.js";\nexport class Two { #a?: A; b = 1; }\n');
    expect(run("-p", one.file).status).toBe(0);
    for (const { result, source } of [one, two]) {
      const code = readFileSync(result, "utf8");
      expect(code).not.toMatch(/number|satisfies|import/);
      const [, name = ""] = /sourceMappingURL=(\S+)/.exec(code) ?? [];
      const map = JSON.parse(readFileSync(join(dirname(result), name), "utf8")) as { sources: string[] };
      expect(map.sources.map((path) => resolve(dirname(result), path))).toEqual([source]);
    }
  });

  it("leaves a module of what has nothing but types, without a map: the compiler of XS ends at an empty one", () => {
    const types = project("types", "export interface A { readonly a: number }\nexport type B = A;\n");
    expect(run("-p", types.file).status).toBe(0);
    expect(readFileSync(types.result, "utf8")).toBe("export {};\n");
  });

  it("does again what it is asked for, of the others only what is older than its source", () => {
    const one = project("one", "export const one: number = 1;\n");
    const two = project("two", "export const two: number = 2;\n");
    run("-p", one.file);
    writeFileSync(two.result, "kept");
    writeFileSync(one.result, "old");
    expect(run("-p", one.file).status).toBe(0);
    expect(readFileSync(one.result, "utf8")).toContain("one = 1");
    expect(readFileSync(two.result, "utf8")).toBe("kept");
    utimesSync(two.result, 1, 1);
    run("-p", one.file);
    expect(readFileSync(two.result, "utf8")).toContain("two = 2");
  });

  it("ends with an error for a source that is none, and for other arguments", () => {
    expect(run("-p", project("broken", "export const = ;\n").file).status).not.toBe(0);
    expect(run("--version").status).toBe(2);
  });
});
