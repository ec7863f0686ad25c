/** What an ESP32 build does before its C compiler, without ESP-IDF: manifests, bytecode, link with preload and strip, fonts. */
import { readFileSync, rmSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, posix } from "node:path";
import { runCommand } from "./command.mjs";
import { globFiles } from "./files.mjs";
import { writeManifest } from "./sdk.mjs";

/**
 * @param {{ env: NodeJS.ProcessEnv }} sdk
 * @param {string} board a folder of boards/
 * @param {string} out emptied first
 */
export async function runEsp32Stages(sdk, board, out) {
  rmSync(out, { recursive: true, force: true });
  const manifest = writeManifest(`${out}/app`, {});
  // Without -m it only writes the makefile, which needs no ESP-IDF.
  await runCommand("mcconfig", ["-p", `esp32:./boards/${board}`, "-o", out, manifest], sdk.env);
  const makefile = globFiles(out, (path) => path.endsWith("/makefile"))[0] ?? "";
  const folder = dirname(makefile);
  const header = `${folder}/xsProj-esp32s3/build/config/sdkconfig.h`;
  const targets = [`${folder}/mc.xs.c`, `${folder}/mc.resources.c`];
  const text = await runCommand(
    "make",
    [
      `-j${cpus().length}`,
      "-f",
      makefile,
      "IDF_PATH=/nonexistent",
      "IDF_VERSION=v6.0",
      "-o",
      header,
      ...targets,
    ],
    sdk.env,
  );
  const unresolved = unresolvedImports(folder, readFileSync(makefile, "utf8"));
  if (unresolved.length > 0) throw new Error(`imports that lead nowhere: ${unresolved.join(", ")}`);
  if (/"setup\/piu"/.test(readFileSync(`${folder}/mc.xs.c`, "utf8")))
    throw new Error(
      "the SDK's setup/piu is in the build: it would make the display unguarded, before the board's own setup",
    );
  const warnings = text.split("\n").filter((line) => line.startsWith("### warning"));
  const modules = globFiles(`${folder}/modules`, (path) => path.endsWith(".xsb"));
  const ours = new RegExp(`^${folder}/modules/(core/|moddable/|platform/|main\\.)`);
  return {
    codeBytes: sumOf(modules, codeBytesOf),
    ownCodeBytes: sumOf(
      modules.filter((file) => ours.test(file)),
      codeBytesOf,
    ),
    resourceBytes: Number(/Total resource size: (\d+)/.exec(text)?.[1]),
    romSlots: Number(/^#define mxHeapCount (\d+)/m.exec(readFileSync(`${folder}/mc.xs.c`, "utf8"))?.[1]),
    warnings,
  };
}

const sumOf = (/** @type {string[]} */ files, /** @type {(file: string) => number} */ of) =>
  files.reduce((sum, file) => sum + of(file), 0);

/** The byte code in a module of XS: atoms, each a length of 32 bits and a name; the rest are names of things, which the link shares. */
function codeBytesOf(/** @type {string} */ file) {
  const bytes = readFileSync(file);
  let found = 0;
  for (let at = 8; at + 8 <= bytes.length; at += Math.max(8, bytes.readUInt32BE(at)))
    if (bytes.toString("latin1", at + 4, at + 8) === "CODE") found += bytes.readUInt32BE(at);
  return found;
}

/** Static imports of every module that no module of the build answers to: on the board they would end the program. */
function unresolvedImports(/** @type {string} */ folder, /** @type {string} */ makefile) {
  /** @type {Map<string, string>} */
  const modules = new Map();
  for (const [, target = "", source = ""] of makefile.matchAll(/^\$\(MODULES_DIR\)\/(\S+)\.xsb: (\S+)/gm))
    modules.set(target.replace(/^~\.([a-z]+)\//, "$1:").replace(/\\#/g, "#"), source);
  const lost = [];
  for (const [specifier, source] of modules) {
    if (source.endsWith(".json")) continue;
    const file = source.replace("$(TMP_DIR)", folder).replace("$(MODULES_DIR)", `${folder}/modules`);
    const text = readFileSync(file, "utf8");
    for (const [, path = ""] of text.matchAll(
      /^[ \t]*(?:import|export)\s*(?:[\w*{}\s,$]+?\s*from\s*)?["']([^"'\n]+)["']\s*;?/gm,
    )) {
      const target = path.startsWith(".") ? posix.join(posix.dirname(specifier), path) : path;
      if (!modules.has(target.replace(/\.js$/, ""))) lost.push(`${specifier} -> ${path}`);
    }
  }
  return lost;
}
