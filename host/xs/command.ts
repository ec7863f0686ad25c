import { execFile } from "node:child_process";

export interface RunResult {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
  /** Why it is not ok, in a few words; empty when it is. */
  readonly problem: string;
}

/** Runs a program to its end and never rejects; it is killed after `timeoutMs`. */
export function run(
  file: string,
  args: readonly string[],
  options: { readonly timeoutMs: number; readonly cwd?: string },
): Promise<RunResult> {
  const settings = {
    timeout: options.timeoutMs,
    killSignal: "SIGKILL" as const,
    maxBuffer: 16 * 1024 * 1024,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  };
  return new Promise((resolve) => {
    execFile(file, [...args], settings, (error, stdout, stderr) => {
      resolve({ ok: error === null, stdout, stderr, problem: problemOf(error, options.timeoutMs) });
    });
  });
}

export function firstLine(text: string): string {
  return text.trim().split("\n")[0]?.trim() ?? "";
}

function problemOf(error: (Error & { code?: unknown; killed?: boolean }) | null, timeoutMs: number): string {
  if (error === null) return "";
  if (error.killed) return `it took longer than ${timeoutMs / 1000} s`;
  return error.code === "ENOENT" ? "the program was not found" : `it ended with code ${String(error.code)}`;
}
