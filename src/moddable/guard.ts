/** On XS an exception that leaves a callback ends the machine: every callback that a platform calls goes through this. */
import type { Log } from "../core/ports.js";
import { redacted } from "../core/text/redact.js";

/** Wraps a callback so that what it throws ends in the log. */
export type Guard = <Args extends unknown[]>(run: (...args: Args) => void) => (...args: Args) => void;

export function createGuard(log: Log): Guard {
  return (run) =>
    (...args) => {
      try {
        run(...args);
      } catch (error) {
        log.write("error", `a callback failed: ${inOneLine(error)}`);
      }
    };
}

/** The message of what was thrown, at most 120 characters, without what may be a credential. */
export function inOneLine(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return redacted(text.replace(/[\r\n]+/g, " ")).slice(0, 120);
}
