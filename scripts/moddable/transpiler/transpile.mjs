// In the place of `tsc` while mcconfig builds. make calls `tsc -p FILE` once for each of a hundred sources, and each call of the real one
// checks and writes all that the source imports. The commands of this project check all types before, in one run: what is left to do is
// to take the types out. The first call does it for all sources; make finds them done and calls no more.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { transformSync } from "esbuild";

const [flag, project] = process.argv.slice(2);
if (flag !== "-p" || project === undefined) {
  process.stderr.write("Only `tsc -p FILE` is understood here.\n");
  process.exit(2);
}
transpile(project, false);
const modules = dirname(JSON.parse(readFileSync(project, "utf8")).extends);
for (const name of readdirSync(modules, { recursive: true, encoding: "utf8" }))
  if (name.endsWith("-tsconfig.json")) transpile(join(modules, name), true);

/**
 * @param {string} file a project with one source, as mcconfig writes it
 * @param {boolean} unlessDone leaves alone what is newer than its source
 */
function transpile(file, unlessDone) {
  const { compilerOptions, files } = JSON.parse(readFileSync(file, "utf8"));
  for (const source of files) {
    const target = join(compilerOptions.outDir, relative(compilerOptions.rootDir, source)).replace(
      /\.ts$/,
      ".js",
    );
    if (unlessDone && !existsSync(source)) continue;
    if (unlessDone && existsSync(target) && statSync(target).mtimeMs > statSync(source).mtimeMs) continue;
    const { code, map } = transformSync(readFileSync(source, "utf8"), {
      loader: "ts",
      target: "es2022",
      // The compiler of XS looks for it beside the result.
      sourcefile: relative(dirname(target), source),
      sourcemap: "external",
      tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
    });
    mkdirSync(dirname(target), { recursive: true });
    // Types alone leave nothing, of which the compiler can't read a map.
    if (code === "") {
      write(target, "export {};\n");
      continue;
    }
    write(`${target}.map`, map);
    write(target, `${code}//# sourceMappingURL=${basename(target)}.map\n`);
  }
}

/** Whole or not at all: make runs calls beside each other. */
function write(/** @type {string} */ file, /** @type {string} */ text) {
  const part = `${file}.${process.pid}`;
  writeFileSync(part, text);
  renameSync(part, file);
}
