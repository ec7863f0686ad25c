/** Building for a board with ESP-IDF. */
import { spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { giveUp, root } from "./sdk.mjs";

const compiler = "xtensa-esp32s3-elf-gcc";

export const boardNames = () =>
  readdirSync(`${root}boards`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);

export const boardHasWifi = (/** @type {string} */ board) =>
  readFileSync(`${root}boards/${board}/manifest.json`, "utf8").includes("/src/esp32/wifi/manifest.json");

/** Ends with one sentence unless this shell is set up for ESP-IDF. */
export function findIdf() {
  const idf = process.env.IDF_PATH;
  if (!idf || !existsSync(`${idf}/tools/idf.py`))
    return giveUp(
      "ESP-IDF 6.0 is needed: install it, run its export.sh in this shell, and start again (docs/moddable.md).",
    );
  if (spawnSync(compiler, ["--version"]).status !== 0)
    return giveUp(
      `ESP-IDF is at ${idf}, but its compiler ${compiler} is not on the path: run its export.sh.`,
    );
  return idf;
}

/**
 * @param {{ env: NodeJS.ProcessEnv }} sdk
 * @param {{ board: string, out: string, config: Record<string, unknown>, debug?: boolean, target?: string,
 *   version?: string | undefined, authority?: string | undefined, creation?: string | undefined }} options `creation`: bytes of chunks, slots
 *   and stack in the place of the project's, with commas between them. `authority`: a certificate authority of this build's own, PEM
 *   or DER. `version`: instead of the project's
 * @returns the folder with what was built, and the program with its symbols
 */
export function buildBoard(
  sdk,
  { board, out, config, debug = false, target = "build", version, authority, creation },
) {
  mkdirSync(`${out}/app`, { recursive: true });
  const include = [`${root}manifest.json`];
  const manifest = { include, config: { ...config, ...(version === undefined ? {} : { version }) } };
  if (version !== undefined) include.push(otherVersion(board, `${out}/app`, version));
  const data = authority === undefined ? {} : { data: { "*": [ownAuthority(authority, `${out}/app`)] } };
  const file = `${out}/app/manifest.json`;
  const pools = creation === undefined ? {} : { creation: poolsOf(creation) };
  writeFileSync(file, JSON.stringify({ ...manifest, ...data, ...pools }, null, 2));
  const args = [
    ...(debug ? ["-d"] : []),
    "-m",
    "-t",
    target,
    "-p",
    `esp32:./boards/${board}`,
    "-o",
    out,
    file,
  ];
  const binaries = `${out}/bin/esp32/${board}/${debug ? "debug" : "release"}/app`;
  const project = `${out}/tmp/esp32/${board}/${debug ? "debug" : "release"}/app/xsProj-esp32s3`;
  // make goes on after a failed `idf.py build`, with what the build before left.
  for (const folder of [binaries, `${project}/build`]) rmSync(`${folder}/xs_esp32.bin`, { force: true });
  // After writing to a board ESP-IDF's monitor shows its log, for a person at a terminal.
  const stdin = target === "all" ? "inherit" : "ignore";
  const { status } = spawnSync("mcconfig", args, { cwd: root, env: sdk.env, stdio: [stdin, 2, 2] });
  if (target === "all" && status !== 0 && existsSync(`${binaries}/xs_esp32.bin`))
    giveUp(
      "The firmware is built; writing it to the board, or showing its log, ended with an error: see above.",
    );
  if (status !== 0 || !existsSync(`${binaries}/xs_esp32.bin`)) giveUp("The build failed: see above.");
  return { binaries, elf: `${project}/build/xs_esp32.elf` };
}

function poolsOf(/** @type {string} */ text) {
  const [chunk, heap, stack] = text.split(",").map(Number);
  if (!chunk || !heap || !stack)
    return giveUp(`"${text}" is not bytes of chunks, slots and stack, such as 78848,4928,1024.`);
  return {
    static: 0,
    chunk: { initial: chunk, incremental: 0 },
    heap: { initial: heap, incremental: 0 },
    stack,
  };
}

/** The board's sdkconfig with another version; the last included manifest has the last word on where it is. */
function otherVersion(
  /** @type {string} */ board,
  /** @type {string} */ folder,
  /** @type {string} */ version,
) {
  const copy = `${folder}/sdkconfig`;
  rmSync(copy, { recursive: true, force: true });
  cpSync(`${root}boards/${board}/sdkconfig`, copy, { recursive: true });
  const defaults = `${copy}/sdkconfig.defaults`;
  const text = readFileSync(defaults, "utf8");
  writeFileSync(
    defaults,
    text.replace(/^CONFIG_APP_PROJECT_VER=.*$/m, () => `CONFIG_APP_PROJECT_VER="${version}"`),
  );
  const file = `${folder}/version.json`;
  const paths = { SDKCONFIGPATH: copy, PARTITIONS_FILE_FOR_TARGET: `${copy}/partitions.csv` };
  writeFileSync(file, JSON.stringify({ build: paths }, null, 2));
  return file;
}

/** As the firmware looks for it; mcconfig names data after its file. */
function ownAuthority(/** @type {string} */ source, /** @type {string} */ folder) {
  try {
    writeFileSync(`${folder}/own-ca.der`, new X509Certificate(readFileSync(source)).raw);
  } catch (error) {
    giveUp(`${source} is no certificate: ${error instanceof Error ? error.message : error}`);
  }
  return `${folder}/own-ca`;
}
