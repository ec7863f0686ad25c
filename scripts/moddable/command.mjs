/** Commands that run beside other work: builds and simulators take turns waiting. */
import { spawn } from "node:child_process";
import { root } from "./sdk.mjs";

const keptChars = 4_000_000;

/**
 * Runs a command in the project's folder. Rejects if it fails, with the last of what it printed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>} what it printed, both streams in one
 */
export function runCommand(command, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (part) => {
        text = `${text}${part}`.slice(-keptChars);
      });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(text);
      else reject(new Error(`${command} failed:\n${text.slice(-3_000)}`));
    });
  });
}
