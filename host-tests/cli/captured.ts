/** The command line in this process, with its input and output held. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import type { Io } from "../../host/cli/io.js";
import { runCli } from "../../host/cli/program.js";

export interface Captured {
  readonly io: Io;
  readonly cwd: string;
  stdout(): string;
  stderr(): string;
  /** stdout, each line parsed; throws if a line is not JSON. */
  events(): Record<string, unknown>[];
  /** Resolves once an event for which `wanted` holds has been printed. */
  event(wanted: (event: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
  /** As SIGINT. */
  stop(): void;
  /** As if a person typed it. */
  type(line: string): void;
  /** As if stdout and stderr were a terminal of this width. */
  terminal(columns: number): void;
  run(...args: string[]): Promise<number>;
}

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function captured(env: Record<string, string> = {}, cwd = newFolder()): Captured {
  let out = "";
  let err = "";
  const stops = new Set<() => void>();
  const lines = new Set<(text: string) => void>();
  const waiting = new Set<() => void>();
  let terminal: { isTTY?: boolean; columns?: number } = {};
  const io: Io = {
    stdout: {
      get isTTY() {
        return terminal.isTTY ?? false;
      },
      get columns() {
        return terminal.columns ?? 80;
      },
      write(text) {
        out += text;
        for (const look of waiting) look();
      },
    },
    stderr: {
      get isTTY() {
        return terminal.isTTY ?? false;
      },
      get columns() {
        return terminal.columns ?? 80;
      },
      write(text) {
        err += text;
      },
    },
    env,
    cwd,
    onStop(stop) {
      stops.add(stop);
      return () => stops.delete(stop);
    },
    onLine(line) {
      lines.add(line);
      return () => lines.delete(line);
    },
  };
  const events = () =>
    out
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return {
    io,
    cwd,
    stdout: () => out,
    stderr: () => err,
    events,
    event: (wanted) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = out.endsWith("\n") ? events().find(wanted) : undefined;
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    stop() {
      for (const stop of stops) stop();
    },
    type(line) {
      for (const listener of lines) listener(line);
    },
    terminal(columns) {
      terminal = { isTTY: true, columns };
    },
    run: (...args) => runCli(args, io),
  };
}

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "cli-"));
  folders.push(folder);
  return folder;
}
