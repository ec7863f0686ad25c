/** The manifests say which modules the firmware has. mcconfig finds a mistake there only when it links, minutes later. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A board's own setup is no part of the program. */
const isOurs = (file: string) => file.startsWith(join(root, "src"));

interface Manifest {
  readonly include?: readonly string[];
  readonly modules?: Readonly<Record<string, string | readonly string[]>>;
  readonly preload?: readonly string[];
  readonly ffi?: { readonly sources: readonly string[]; readonly functions: object };
  readonly platforms?: Readonly<Record<string, Manifest>>;
}

/** What one build of the firmware has: module specifier → file of ours, and what else the manifests name. */
class Build {
  readonly modules = new Map<string, string>();
  readonly missing: string[] = [];
  readonly preload: string[] = [];
  readonly functions: string[] = [];
  /** C sources of those functions. */
  readonly native: string[] = [];

  /** @param board a folder of boards/, or none for the simulator */
  constructor(
    readonly platform: "esp32" | "...",
    readonly board?: string,
  ) {
    this.#take(join(root, "manifest.json"));
    if (board !== undefined) this.#take(join(root, "boards", board, "manifest.json"));
  }

  #take(file: string): void {
    if (!existsSync(file)) this.missing.push(relative(root, file));
    else this.#merge(JSON.parse(readFileSync(file, "utf8")) as Manifest, dirname(file));
  }

  #merge(manifest: Manifest, folder: string): void {
    const own = (path: string) => path.startsWith(".");
    for (const path of manifest.include ?? []) if (own(path)) this.#take(resolve(folder, path));
    for (const [specifier, sources] of Object.entries(manifest.modules ?? {})) {
      if (specifier === "~") continue;
      for (const source of [sources].flat()) if (own(source)) this.#add(specifier, resolve(folder, source));
    }
    this.preload.push(...(manifest.preload ?? []));
    for (const source of manifest.ffi?.sources ?? []) {
      if (!existsSync(resolve(folder, source))) this.missing.push(source);
      else this.native.push(resolve(folder, source));
    }
    this.functions.push(...Object.keys(manifest.ffi?.functions ?? {}));
    const block = manifest.platforms?.[this.platform];
    if (block) this.#merge(block, folder);
  }

  #add(specifier: string, source: string): void {
    if (!specifier.endsWith("*")) return this.#set(specifier, `${source}.ts`);
    const folder = dirname(source);
    for (const name of readdirSync(folder)) {
      if (name.endsWith(".ts") && !name.endsWith(".d.ts"))
        this.#set(specifier.replace("*", name.slice(0, -3)), join(folder, name));
    }
  }

  #set(specifier: string, file: string): void {
    if (!isOurs(file)) return;
    const before = this.modules.get(specifier);
    if (!existsSync(file) || (before !== undefined && before !== file)) this.missing.push(specifier);
    this.modules.set(specifier, file);
  }
}

const boards = readdirSync(join(root, "boards"), { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
);
const simulator = new Build("...");
const builds = [...boards.map(({ name }) => new Build("esp32", name)), simulator];
const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => join(root, "src", name));

/** Static imports, type-only ones too: those cost nothing and are still wrong if they lead nowhere. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/^(?:import|export)\b[^"';]*?from "([^"]+)"/gm)].map((match) => match[1] ?? "");
}

describe("the manifests", () => {
  it.each(builds)("name only files that exist, each specifier once ($platform $board)", (build) => {
    expect(build.missing).toEqual([]);
  });

  it("have every source file, under one specifier", () => {
    const specifiers = new Map<string, Set<string>>();
    for (const build of builds) {
      for (const [specifier, file] of build.modules) {
        specifiers.set(file, (specifiers.get(file) ?? new Set()).add(specifier));
      }
    }
    const wrong = sources.filter((file) => specifiers.get(file)?.size !== 1);
    expect(wrong.map((file) => relative(root, file))).toEqual([]);
  });

  it.each(builds)("resolve every relative import to a module ($platform $board)", (build) => {
    const lost: string[] = [];
    for (const [specifier, file] of build.modules) {
      for (const path of importsOf(file)) {
        if (!path.startsWith(".") && !path.startsWith("platform/")) continue;
        const target = path.startsWith(".") ? posix.join(posix.dirname(specifier), path) : path;
        if (!build.modules.has(target.replace(/\.js$/, ""))) lost.push(`${specifier} -> ${path}`);
      }
    }
    expect(build.modules.size).toBeGreaterThan(80);
    expect(lost).toEqual([]);
  });

  it("preload the program itself on a board, and nothing that keeps a file open on the simulator", () => {
    for (const { board, preload } of builds) if (board !== undefined) expect(preload).toContain("main");
    // The simulator's `preference` reads its file when it is loaded: preloaded, it would forget everything.
    expect(simulator.preload).not.toContain("main");
    expect(simulator.preload).toContain("core/device");
  });

  it.each(builds)("declare the functions of their C sources and nothing else ($platform $board)", (build) => {
    const c = build.native.map((file) => readFileSync(file, "utf8")).join("\n");
    const defined = [...c.matchAll(/^(?!static)\w[\w ]*\W\*?(xiaozhi_\w+)\(/gm)].map((match) => match[1]);
    expect([...build.functions].sort()).toEqual(defined.sort());
  });
});
