import { readFile } from "node:fs/promises";
import path from "node:path";
import type { BuildOptions } from "esbuild";
import { cachedBundle, projectDir } from "../bundle/cached-bundle.mjs";

/** One program for XS: a single script without imports. */
export interface XsProgram {
  /** Appears in stack traces where no source map applies. */
  readonly name: string;
  readonly code: string;
  /** Version 3 source map of `code`, as JSON text. */
  readonly map?: string;
}

const bundles = new Map<string, Promise<XsProgram & { readonly map: string }>>();

/**
 * Bundles a TypeScript entry file and everything it imports into one ES2022 script for XS. Kept in memory: a
 * second call with the same file answers at once. Rejects with esbuild's error when the program does not bundle.
 */
export function bundleForXs(entry: string): Promise<XsProgram & { readonly map: string }> {
  const file = path.resolve(entry);
  const known = bundles.get(file);
  if (known) return known;
  const bundle = bundleOnce(file);
  bundles.set(file, bundle);
  // A failed bundle is tried again on the next call: the source may have been mended.
  bundle.catch(() => bundles.delete(file));
  return bundle;
}

/**
 * The same from `.cache/programs`, where it stays until a source changes: for programs of this project that many processes load.
 * `entry` is relative to the project.
 */
export async function keptBundleForXs(entry: string): Promise<XsProgram & { readonly map: string }> {
  const name = nameOf(entry);
  const folder = await cachedBundle({
    cacheDir: path.join(projectDir, ".cache/programs", entry.replaceAll("/", "-")),
    madeBy: [path.join(projectDir, "host/xs/bundle.ts")],
    build: { ...settings, entryPoints: [entry], outfile: name },
  });
  const read = (file: string): Promise<string> => readFile(path.join(folder, file), "utf8");
  const [code, map] = await Promise.all([read(name), read(`${name}.map`)]);
  return { name, code, map };
}

const settings = {
  bundle: true,
  format: "iife",
  platform: "neutral",
  target: "es2022",
  minifySyntax: true,
  minifyIdentifiers: true,
  // Line breaks stay: XS reports lines without columns, so a one-line bundle would have no stack traces.
  // They cost nothing, because what counts on a device is the byte code.
  minifyWhitespace: false,
  legalComments: "none",
  sourcemap: "external",
  sourcesContent: false,
  logLevel: "silent",
} as const satisfies BuildOptions;

const nameOf = (entry: string): string => `${path.basename(entry).replace(/\.[^.]+$/, "")}.js`;

async function bundleOnce(file: string): Promise<XsProgram & { readonly map: string }> {
  const { build } = await import("esbuild");
  const name = nameOf(file);
  const result = await build({ ...settings, entryPoints: [file], outfile: name, write: false });
  const code = result.outputFiles.find((output) => output.path.endsWith(".js"));
  const map = result.outputFiles.find((output) => output.path.endsWith(".map"));
  if (!code || !map) throw new Error(`esbuild made no script from ${file}`);
  return { name, code: code.text, map: map.text };
}
