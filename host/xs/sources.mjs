// @ts-check
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { firstLine, run } from "./command.mjs";

/** The npm package whose tarball contains the sources of XS (Apache-2.0, engine parts LGPL-3.0). */
export const xsPackageVersion = "0.15.0";
/** Version of XS in that package; checked when it is built. */
export const xsVersion = "13.3.0";
const packageName = "@agoric/xsnap";
const packageIntegrity =
  "sha512-ZBm4DZxbtfacxMHVVdJjZi0Y8zOxN77vpu1WwI5RWfPkaRh0aHkz/dVdTGKXalDNzWfz183lljKxlxl3/h0n+A==";
const downloadTimeoutMs = 120_000;

/**
 * Downloads and unpacks the sources of XS into `cacheDir`, or finds them there. The tarball must match the pinned
 * checksum; none of its install scripts is run. Answers the unpacked folder or one sentence saying what failed.
 * @param {string} cacheDir
 * @param {(line: string) => void} log
 * @param {AbortSignal} [signal]
 * @returns {Promise<{ ok: true, dir: string } | { ok: false, reason: string }>}
 */
export async function fetchXsSources(cacheDir, log, signal) {
  const dir = path.join(cacheDir, `sources-${xsPackageVersion}`);
  if (existsSync(dir)) return { ok: true, dir };
  await mkdir(cacheDir, { recursive: true });
  const workDir = await mkdtemp(path.join(cacheDir, "download-"));
  const interruptible = signal === undefined ? {} : { signal };
  try {
    log(`fetching the sources of XS (${packageName} ${xsPackageVersion})`);
    const packed = await run(
      "npm",
      [
        "pack",
        `${packageName}@${xsPackageVersion}`,
        "--ignore-scripts",
        "--silent",
        "--pack-destination",
        workDir,
      ],
      { timeoutMs: downloadTimeoutMs, cwd: workDir, ...interruptible },
    );
    const tarball = (await readdir(workDir)).find((name) => name.endsWith(".tgz"));
    if (!packed.ok || !tarball) {
      const cause = firstLine(packed.stderr) || packed.problem;
      return failed(`npm could not fetch ${packageName} (${cause}): check the network and try again.`);
    }
    const file = path.join(workDir, tarball);
    const integrity = `sha512-${createHash("sha512")
      .update(await readFile(file))
      .digest("base64")}`;
    if (integrity !== packageIntegrity) {
      return failed(
        `the fetched ${packageName} is not the expected one (its checksum differs): do not use that source.`,
      );
    }
    const unpacked = await run("tar", ["-xzf", file, "-C", workDir], { timeoutMs: 60_000, ...interruptible });
    if (!unpacked.ok) return failed(`tar could not unpack ${packageName}: ${unpacked.problem}.`);
    await rename(path.join(workDir, "package"), dir).catch((/** @type {unknown} */ error) => {
      // Another process may have put the same sources there in the meantime.
      if (!existsSync(dir)) throw error;
    });
    return { ok: true, dir };
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

/**
 * @param {string} cause
 * @returns {{ ok: false, reason: string }}
 */
function failed(cause) {
  return { ok: false, reason: `The XS engine could not be built: ${cause}` };
}
