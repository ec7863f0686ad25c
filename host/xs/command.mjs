// @ts-check
import { spawn } from "node:child_process";

/**
 * @typedef {object} RunResult
 * @property {boolean} ok
 * @property {string} stdout
 * @property {string} stderr
 * @property {string} problem Why it is not ok, as the rest of a sentence without its full stop; empty when it is.
 */

const outputMaxChars = 16 * 1024 * 1024;

/**
 * Runs a program to its end and never rejects; it is ended after `timeoutMs`, or when `signal` says so.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ timeoutMs: number, cwd?: string, signal?: AbortSignal, onLine?: (line: string) => void }} options `onLine` gets each line of
 *   its stdout as it comes.
 * @returns {Promise<RunResult>}
 */
export function run(file, args, { timeoutMs, cwd, signal, onLine }) {
  return new Promise((resolve) => {
    const output = { stdout: "", stderr: "" };
    if (signal?.aborted) return resolve({ ok: false, ...output, problem: "it was interrupted" });
    let problem = "";
    let rest = "";
    const child = spawn(file, args, {
      stdio: ["ignore", "pipe", "pipe"],
      ...(cwd === undefined ? {} : { cwd }),
    });
    const timer = setTimeout(() => {
      problem = `it took longer than ${timeoutMs / 1000} s`;
      child.kill("SIGKILL");
    }, timeoutMs);
    // SIGTERM: make ends its compilers then, too.
    const interrupt = () => {
      problem = "it was interrupted";
      child.kill("SIGTERM");
    };
    signal?.addEventListener("abort", interrupt, { once: true });
    child.stdout.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
      output.stdout = (output.stdout + text).slice(-outputMaxChars);
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine?.(line);
    });
    child.stderr.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
      output.stderr = (output.stderr + text).slice(-outputMaxChars);
    });
    /** @param {string} end */
    const settle = (end) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", interrupt);
      const why = problem === "" ? end : problem;
      resolve({ ok: why === "", ...output, problem: why });
    };
    child.once("error", (/** @type {NodeJS.ErrnoException} */ error) =>
      settle(error.code === "ENOENT" ? "the program was not found" : error.message),
    );
    child.once("close", (code, name) => {
      // Ctrl-C goes to every process of a terminal: this one may learn of it first.
      if (name === "SIGINT" || name === "SIGTERM") settle("it was interrupted");
      else settle(name !== null ? `it was ended by ${name}` : code === 0 ? "" : `it ended with code ${code}`);
    });
  });
}

/** @param {string} text */
export function firstLine(text) {
  return text.trim().split("\n")[0]?.trim() ?? "";
}
