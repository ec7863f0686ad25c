// @ts-check
/** The command line as one bundle that starts at once, in .cache/cli. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { cachedBundle, projectDir } from "../host/bundle/cached-bundle.mjs";

/** Loaded as they are: they look for files beside them, or are large and rarely needed. */
const external = [
  "esbuild",
  "vite",
  "node-sqlite3-wasm",
  "fastify",
  "@fastify/websocket",
  // For development only: who uses it does without where it isn't installed.
  "opentype.js",
];

/** In the bundle our modules still find what lies beside their sources. @type {import("esbuild").Plugin} */
const sourceUrls = {
  name: "source-urls",
  setup(build) {
    build.onLoad({ filter: /[\\/]host[\\/].*\.(ts|mjs)$/ }, ({ path: file }) => {
      const url = new URL(path.relative(projectDir, file), "file:///").pathname.slice(1);
      return {
        contents: readFileSync(file, "utf8").replaceAll(
          "import.meta.url",
          `new URL(${JSON.stringify(url)}, projectUrl).href`,
        ),
        loader: file.endsWith(".ts") ? "ts" : "js",
      };
    });
  },
};

/** The URL of the module to import. Takes about a second the first time and after a change. */
export async function cliBundle() {
  const folder = await cachedBundle({
    cacheDir: path.join(projectDir, ".cache/cli"),
    madeBy: [fileURLToPath(import.meta.url)],
    build: {
      entryPoints: ["host/cli/main.ts"],
      outdir: "cli",
      outExtension: { ".js": ".mjs" },
      bundle: true,
      splitting: true,
      format: "esm",
      platform: "node",
      target: "node20.19",
      charset: "utf8",
      legalComments: "none",
      external,
      plugins: [sourceUrls],
      banner: {
        js: [
          'import { createRequire as requireFrom } from "node:module";',
          "const require = requireFrom(import.meta.url);",
          // From .cache/cli/build-…/
          'const projectUrl = new URL("../../../", import.meta.url);',
        ].join("\n"),
      },
    },
  });
  return pathToFileURL(path.join(folder, "main.mjs")).href;
}
