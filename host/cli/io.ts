/** What the command line touches of the world, so that a test can hand in its own. */
import { createInterface } from "node:readline";
import type { Language } from "./wording/language.js";

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  on?(event: "resize", listener: () => void): unknown;
  off?(event: "resize", listener: () => void): unknown;
}

export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What sentences are said in. Default: English. */
  readonly language?: Language;
  /** Folder that relative paths and `.xiaozhi` start from. */
  readonly cwd: string;
  /** Calls `stop` at SIGINT, SIGTERM and SIGHUP (the terminal was closed), until the returned function is called. */
  onStop(stop: () => void): () => void;
  /** Calls `line` for each line a person types, until the returned function is called. */
  onLine(line: (text: string) => void): () => void;
}

/** The real one. A second signal, while things are being closed, ends the process at once. */
export function processIo(): Io {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    onStop(stop) {
      const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
      const listener = (): void => {
        off();
        stop();
      };
      const off = (): void => {
        for (const signal of signals) process.off(signal, listener);
      };
      for (const signal of signals) process.on(signal, listener);
      return off;
    },
    onLine(line) {
      const reader = createInterface({ input: process.stdin, terminal: false });
      reader.on("line", line);
      return () => {
        reader.close();
        process.stdin.destroy();
      };
    },
  };
}

/** One JSON object a line. */
export function printJson(io: Io, value: object): void {
  io.stdout.write(`${JSON.stringify(value)}\n`);
}

/** A person's mistake or a failure that has its own sentence: printed as it is, without a stack. */
export class CliError extends Error {
  override readonly name = "CliError";

  constructor(
    message: string,
    /** 1: it failed. 2: the arguments were wrong. */
    readonly exitCode: 1 | 2,
  ) {
    super(message);
  }
}
