/** Questions to a person at a terminal. */
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** Undefined where nobody sits there. Questions go to stderr: stdout is for results. */
export function terminalAsker() {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const line = async (/** @type {string} */ question, /** @type {NodeJS.WritableStream} */ output) => {
    const prompt = createInterface({ input: process.stdin, output, terminal: true });
    // Ctrl-C and Ctrl-D end the program, as everywhere.
    prompt.once("SIGINT", () => process.exit(130));
    const ended = new Promise((resolve) => prompt.once("close", () => resolve("")));
    try {
      return String(await Promise.race([prompt.question(question), ended]));
    } finally {
      prompt.close();
    }
  };
  return {
    tell: (/** @type {string} */ sentence) => void process.stderr.write(`${sentence}\n`),
    line: (/** @type {string} */ question) => line(question, process.stderr),
    /** What is typed is not shown. */
    async secret(/** @type {string} */ question) {
      process.stderr.write(question);
      const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
      const text = await line("", nowhere);
      process.stderr.write("\n");
      return text;
    },
  };
}
