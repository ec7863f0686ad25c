// @ts-check
import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const pollMs = 100;
/** Longer than any build: a lock this old was left behind. */
const staleMs = 600_000;

/**
 * Runs `work` while holding the lock folder `lockDir`, or returns undefined without running it when `isDone()`
 * becomes true while waiting for another process. A lock whose owner is dead is taken over. The lock only saves
 * double work: `work` must be safe even if two processes run it at once. `signal` ends the wait, with undefined.
 * @template T
 * @param {string} lockDir
 * @param {() => boolean} isDone
 * @param {() => Promise<T>} work
 * @param {AbortSignal} [signal]
 * @returns {Promise<T | undefined>}
 */
export async function withBuildLock(lockDir, isDone, work, signal) {
  for (;;) {
    if (signal?.aborted) return undefined;
    if (await take(lockDir)) break;
    if (isDone()) return undefined;
    if (await isStale(lockDir)) await rm(lockDir, { recursive: true, force: true });
    else await delay(pollMs);
  }
  try {
    return isDone() ? undefined : await work();
  } finally {
    await rm(lockDir, { recursive: true, force: true });
  }
}

/** @param {string} lockDir */
async function take(lockDir) {
  try {
    await mkdir(lockDir);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
  await writeFile(path.join(lockDir, "pid"), String(process.pid));
  return true;
}

/** @param {string} lockDir */
async function isStale(lockDir) {
  try {
    const { mtimeMs } = await stat(lockDir);
    const ageMs = Date.now() - mtimeMs;
    if (ageMs > staleMs) return true;
    const pid = Number(await readFile(path.join(lockDir, "pid"), "utf8").catch(() => ""));
    // Between making the folder and writing its pid there is a moment without one.
    if (!Number.isInteger(pid) || pid <= 0) return ageMs > 5_000;
    return !isAlive(pid);
  } catch {
    // It went away: not stale, just free.
    return false;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
