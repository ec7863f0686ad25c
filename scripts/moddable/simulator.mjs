/** A simulator without a window, as an object: its trace as events, words and pictures on request. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const drawnAfterMs = 200;
const savedWithinMs = 10_000;
/** On a computer of 64 bits; 16 on a board. */
const slotBytes = 32;

/** @typedef {{ event: string, [key: string]: any }} Seen */

/**
 * @param {string} host the runner, compiled
 * @param {string} library the firmware
 * @param {{ width: number, height: number }} size
 */
export function startSimulator(host, library, { width, height }) {
  const child = spawn(host, [String(width), String(height), library], {
    env: { ...process.env, XSBUG_PORT: process.env.XSBUG_PORT ?? "5199" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  /** @type {Seen[]} */
  const events = [];
  /** @type {string[]} */
  const lines = [];
  /** @type {(() => void)[]} */
  const woken = [];
  const peak = { chunkBytes: 0, slots: 0, stackSlots: 0 };
  let ended = false;
  let read = 0;

  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line.startsWith("xiaozhi ")) events.push(JSON.parse(line.slice(8)));
    else if (line.startsWith("instruments: ")) measure(line);
    else lines.push(line);
    for (const wake of woken.splice(0)) wake();
  });
  // One that has ended takes no more commands.
  child.stdin.on("error", () => {});
  child.on("exit", () => {
    ended = true;
    for (const wake of woken.splice(0)) wake();
  });

  function measure(/** @type {string} */ line) {
    const numbers = line.slice("instruments: ".length).split(",").map(Number);
    peak.chunkBytes = Math.max(peak.chunkBytes, numbers[9] ?? 0);
    peak.slots = Math.max(peak.slots, (numbers[11] ?? 0) / slotBytes);
    peak.stackSlots = Math.max(peak.stackSlots, (numbers[13] ?? 0) / slotBytes);
  }

  return {
    peak,
    /**
     * The next event that fits; what came before it counts as seen.
     * @param {string} what for the person who reads that it never came
     * @param {(event: Seen) => boolean} fits
     */
    async next(what, fits, timeoutMs = 60_000) {
      const deadlineMs = Date.now() + timeoutMs;
      for (;;) {
        while (read < events.length) {
          const event = events[read++];
          if (event && fits(event)) return event;
        }
        const leftMs = deadlineMs - Date.now();
        if (ended || leftMs <= 0)
          throw new Error(
            `${ended ? "the program ended" : `${timeoutMs / 1000} s went by`} before this came: ${what}\n` +
              `last lines:\n  ${lines.slice(-12).join("\n  ")}`,
          );
        await new Promise((resolve) => {
          const timer = setTimeout(resolve, leftMs);
          woken.push(() => {
            clearTimeout(timer);
            resolve(undefined);
          });
        });
      }
    },
    say: (/** @type {string} */ text) => child.stdin.write(`json ${JSON.stringify({ say: text })}\n`),
    tap: (/** @type {number} */ x, /** @type {number} */ y) => child.stdin.write(`tap ${x} ${y}\n`),
    touch: (/** @type {number} */ x, /** @type {number} */ y) => child.stdin.write(`down ${x} ${y}\n`),
    lift: (/** @type {number} */ x, /** @type {number} */ y) => child.stdin.write(`up ${x} ${y}\n`),
    /** Writes the display to a file: three bytes a pixel, row by row. Some time later, so that Piu has drawn what happened last. */
    async shoot(/** @type {string} */ file) {
      await new Promise((resolve) => setTimeout(resolve, drawnAfterMs));
      child.stdin.write(`shot ${file}\n`);
      const deadlineMs = Date.now() + savedWithinMs;
      while (!lines.includes(`#saved ${file}`)) {
        if (ended || Date.now() > deadlineMs) throw new Error("the simulator did not write its display");
        await new Promise((resolve) => {
          const timer = setTimeout(resolve, savedWithinMs);
          woken.push(() => {
            clearTimeout(timer);
            resolve(undefined);
          });
        });
      }
    },
    press() {
      child.stdin.write('json {"aButton":1}\n');
      setTimeout(() => child.stdin.write('json {"aButton":0}\n'), 200);
    },
    async stop() {
      if (ended) return;
      const exit = new Promise((resolve) => child.on("exit", resolve));
      child.stdin.write("quit\n");
      const timer = setTimeout(() => child.kill("SIGKILL"), 3_000);
      await exit;
      clearTimeout(timer);
    },
  };
}
