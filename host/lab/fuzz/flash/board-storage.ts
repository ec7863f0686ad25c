/** The storage of a board, unchanged, over a flash in memory. */
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { buildSync } from "esbuild";
import type { Log, Storage } from "../../../../src/core/ports.js";
import type * as memory from "./preference.js";

interface Loaded {
  readonly moddableStorage: (domain: string, log: Log) => Storage;
  readonly values: typeof memory.values;
}

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const preference = `${root}host/lab/fuzz/flash/preference.ts`;

/** Only a bundler can put a module in the place of one that only the SDK has. */
function load(): Loaded {
  const { outputFiles } = buildSync({
    stdin: {
      contents: `export { moddableStorage } from "./src/moddable/storage.ts"; export { values } from ${JSON.stringify(preference)};`,
      resolveDir: root,
      loader: "ts",
    },
    alias: { preference },
    bundle: true,
    write: false,
    format: "cjs",
    platform: "neutral",
    target: "es2022",
  });
  const module = { exports: {} as Loaded };
  vm.compileFunction(outputFiles[0]?.text ?? "", ["module"])(module);
  return module.exports;
}

let loaded: Loaded | undefined;

export function boardStorage(): Loaded {
  loaded ??= load();
  return loaded;
}
