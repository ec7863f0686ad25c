/** Where the Moddable SDK is, and how its tools are called. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

export const root = fileURLToPath(new URL("../../", import.meta.url));

/** Tells a person what is wrong, in one sentence, and ends with the code of "can't be run here". */
export function giveUp(/** @type {string} */ sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

const platforms = { linux: "lin", darwin: "mac", win32: "win" };

/** The SDK's folder, its tools and an environment to call them in. */
export function findSdk() {
  const folder = process.env.MODDABLE;
  const platform = platforms[/** @type {keyof typeof platforms} */ (process.platform)];
  if (!folder)
    return giveUp(
      "The Moddable SDK is needed: install version 8.2.3 or newer (docs/moddable.md) and set MODDABLE to its folder.",
    );
  const tools = `${folder}/build/bin/${platform}/release`;
  const mcconfig = `${tools}/mcconfig${process.platform === "win32" ? ".exe" : ""}`;
  if (!existsSync(mcconfig))
    return giveUp(`MODDABLE is ${folder}, but there is no ${mcconfig}: build the SDK's tools first.`);
  const separator = process.platform === "win32" ? ";" : ":";
  return {
    folder,
    tools,
    platform,
    env: {
      ...process.env,
      // mcconfig starts `tsc` once a file: this one only takes the types out, which `checkTypes` has checked.
      PATH: [`${root}scripts/moddable/transpiler`, tools, process.env.PATH].join(separator),
      // A port where no debugger listens: a debug build would wait for one, or find somebody else's.
      XSBUG_PORT: process.env.XSBUG_PORT ?? "5199",
    },
  };
}

/** Checks the types of the firmware in one run. */
export function checkTypes() {
  const tsc = `${root}node_modules/@typescript/native/bin/tsc`;
  const { status } = spawnSync(process.execPath, [tsc, "-p", `${root}tsconfig.json`, "--noEmit"], {
    stdio: "inherit",
  });
  if (status !== 0) process.exit(1);
}

/**
 * A manifest beside the build that adds settings to the project's own: mcconfig takes only flat ones on its command line.
 * @param {string} folder the build's
 * @param {Record<string, unknown>} config
 * @param {Record<string, unknown>} parts other sections, which win over the project's
 */
export function writeManifest(folder, config, parts = {}) {
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/manifest.json`;
  writeFileSync(file, JSON.stringify({ include: [`${root}manifest.json`], config, ...parts }, null, 2));
  return file;
}

/** Settings of every build: what the manifest can't know. */
export const builtNow = () => ({ builtAt: `${new Date().toISOString().slice(0, 19)}Z` });

/**
 * `parseArgs` of Node; a mistyped option is answered with a sentence.
 * @template {import("node:util").ParseArgsConfig} Config
 * @param {Config} config
 * @returns {ReturnType<typeof parseArgs<Config>>}
 */
export function argumentsOf(config) {
  try {
    const options = { ...config.options, help: /** @type {const} */ ({ type: "boolean", short: "h" }) };
    const parsed = parseArgs({ ...config, options });
    if (parsed.values.help !== true) return parsed;
    process.stdout.write(`${usage()}\n`);
    process.exit(0);
  } catch (error) {
    return giveUp(error instanceof Error ? error.message : String(error));
  }
}

/** What stands at the top of the script that runs. */
function usage() {
  const comment = /\/\*\*(.*?)\*\//s.exec(readFileSync(process.argv[1] ?? "", "utf8"))?.[1] ?? "";
  return comment
    .replace(/^[ \t]*\*[ \t]?/gm, "")
    .replaceAll("`", "")
    .trim();
}

/** `key=value` arguments. */
export function settingsOf(/** @type {readonly string[]} */ args) {
  return Object.fromEntries(
    args.map((arg) => {
      const at = arg.indexOf("=");
      if (at < 1)
        giveUp(
          `"${arg}" is no setting: write key=value, such as otaUrl=http://192.168.1.5:8003/xiaozhi/ota/`,
        );
      return [arg.slice(0, at), arg.slice(at + 1)];
    }),
  );
}
