/** Log port over the console, with the last lines kept for whoever asks. */
import { frozen } from "../core/frozen.js";
import type { Log, LogLevel } from "../core/ports.js";

export interface ModdableLog extends Log {
  /** The last lines, oldest first. */
  recent(): readonly string[];
}

const keptLines = 32;
const lineMaxChars = 200;
const levels: readonly LogLevel[] = frozen(["debug", "info", "warn", "error"]);

/** @param least what is below goes nowhere */
export function moddableLog(least: LogLevel, writeLine: (line: string) => void): ModdableLog {
  const kept: string[] = [];
  return {
    write(level, line) {
      if (levels.indexOf(level) < levels.indexOf(least)) return;
      const text = `${level} ${line.slice(0, lineMaxChars)}`;
      if (kept.length === keptLines) kept.shift();
      kept.push(text);
      writeLine(text);
    },
    recent: () => [...kept],
  };
}
