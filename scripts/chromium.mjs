// @ts-check
/** The browser of the tests: the machine's own, or one that npm brings. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { npm } from "./install.mjs";

const usualPaths = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
const packageDir = fileURLToPath(new URL("../host-tests/browser/bundled-chromium/", import.meta.url));
const cacheDir = fileURLToPath(new URL("../.cache/", import.meta.url));
const unpackedDir = path.join(cacheDir, "chromium-143.0.4");
const fontsFile = "fonts-here.conf";
const bundled = path.join(unpackedDir, "chromium");

/**
 * Its program, and what its environment needs beside the usual. Throws one sentence if there is none.
 * @param {NodeJS.ProcessEnv} [environment]
 * @param {readonly string[]} [places] where it usually is
 * @returns {{ path: string, env: Record<string, string> }}
 */
export function findChromium(environment = process.env, places = usualPaths) {
  const wanted = environment.CHROMIUM_PATH;
  if (wanted) {
    if (!existsSync(wanted)) throw new Error(`CHROMIUM_PATH names ${wanted}, which does not exist.`);
    return { path: wanted, env: {} };
  }
  const own = places.find((place) => existsSync(place));
  if (own !== undefined) return { path: own, env: {} };
  if (!existsSync(bundled))
    throw new Error("The browser tests need Chromium: `npm test` brings one, or set CHROMIUM_PATH to yours.");
  const libraries = path.join(unpackedDir, "al2023/lib");
  const others = environment.LD_LIBRARY_PATH;
  return {
    path: bundled,
    env: {
      LD_LIBRARY_PATH: others ? `${libraries}:${others}` : libraries,
      FONTCONFIG_FILE: path.join(unpackedDir, fontsFile),
    },
  };
}

/**
 * Brings a browser with npm where there is none; pinned like every package, by a lock file of its own.
 * @param {(line: string) => void} say
 */
export async function ensureChromium(say) {
  try {
    return findChromium();
  } catch (error) {
    if (process.env.CHROMIUM_PATH) throw error;
  }
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Error("The browser tests need Chromium: install it, or set CHROMIUM_PATH to one.");
  say("There is no Chromium here: npm brings one, once, for the browser tests …");
  await npm(["ci"], packageDir);
  mkdirSync(cacheDir, { recursive: true });
  const work = mkdtempSync(path.join(cacheDir, "chromium-new-"));
  try {
    const { status } = spawnSync(process.execPath, [path.join(packageDir, "unpack.mjs")], {
      env: { ...process.env, TMPDIR: work },
      stdio: ["ignore", 2, 2],
    });
    if (status !== 0) throw new Error("The Chromium that npm brought could not be unpacked.");
    writeFileSync(path.join(work, fontsFile), fontsConfiguration());
    rmSync(unpackedDir, { recursive: true, force: true });
    renameSync(work, unpackedDir);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return findChromium();
}

/** The package's own names folders of another kind of machine; without any font a page crashes. */
function fontsConfiguration() {
  const text = (/** @type {string} */ place) => place.replace(/&/g, "&amp;").replace(/</g, "&lt;");
  return [
    '<?xml version="1.0"?>',
    "<fontconfig>",
    `  <dir>${text(path.join(unpackedDir, "fonts"))}</dir>`,
    "  <dir>/usr/share/fonts</dir>",
    `  <cachedir>${text(path.join(unpackedDir, "fonts-cache"))}</cachedir>`,
    "</fontconfig>",
    "",
  ].join("\n");
}
