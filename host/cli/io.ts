/** What the command line touches of the world, so that a test can hand in its own. */
import { createInterface, type Interface } from "node:readline";
import { Writable } from "node:stream";
import type { Typed } from "../device/terminal/input-row.js";
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
  /**
   * Calls `line` for each line a person types, until the returned function is called. With `typing` on a terminal, nothing is echoed:
   * it gets what is typed so far, after each key, and has to show it.
   */
  onLine(line: (text: string) => void, typing?: (typed: Typed) => void): () => void;
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
    onLine(line, typing) {
      const { stdin } = process;
      const reader =
        typing !== undefined && stdin.isTTY
          ? editedLines(typing)
          : createInterface({ input: stdin, terminal: false });
      reader.on("line", line);
      return () => {
        reader.close();
        stdin.destroy();
      };
    },
  };
}

/** Lines with the usual keys to edit them, drawn by `typing`. Ctrl-C and Ctrl-D are the signal that a terminal makes of Ctrl-C. */
function editedLines(typing: (typed: Typed) => void): Interface {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: nowhere, terminal: true, prompt: "" });
  const show = (): void => typing({ text: reader.line, cursor: reader.cursor });
  let isClosed = false;
  // After the reader's own listener, which is older.
  process.stdin.on("keypress", show);
  reader.on("line", show);
  reader.on("SIGCONT", show);
  const interrupt = (): void => void process.kill(process.pid, "SIGINT");
  reader.on("SIGINT", interrupt);
  reader.on("close", () => {
    process.stdin.off("keypress", show);
    if (!isClosed) interrupt();
  });
  const { close } = reader;
  reader.close = () => {
    isClosed = true;
    close.call(reader);
  };
  show();
  return reader;
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
