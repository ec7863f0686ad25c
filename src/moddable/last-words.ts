/**
 * What ended the machine, kept for the next start. Whatever reaches XS's abort hook came past every guard: a bug, or memory that ran
 * out. The hook only notes it, the machine still ends (on a board: restarts); going on in an unknown state would be worse. There is
 * no hook for a stack overflow, and a crash in C is in the partition `coredump` instead.
 */
import Preference from "preference";
import { inOneLine } from "./guard.js";
import type { ModdableLog } from "./log.js";

const key = "lastwords";
const maxChars = 600;
const linesKept = 4;

/** Tells in the log what the run before this one noted, and forgets it. */
export function tellLastWords(domain: string, log: ModdableLog): void {
  try {
    const words = Preference.get(domain, key);
    if (typeof words !== "string") return;
    Preference.delete(domain, key);
    log.write("error", "the run before this one ended by a fault:");
    for (const line of words.split("\n")) log.write("error", `  ${line}`);
  } catch (error) {
    log.write("error", `last words can't be read: ${inOneLine(error)}`);
  }
}

/** Notes, at the end of the machine, why it ends and the last lines of the log, which hold no secrets. */
export function keepLastWords(domain: string, log: ModdableLog): void {
  (globalThis as { abort?: (reason: string, thrown: unknown) => void }).abort = (reason, thrown) => {
    const why = thrown === undefined ? reason : `${reason}: ${inOneLine(thrown)}`;
    const words = [why, ...log.recent().slice(-linesKept)].join("\n");
    Preference.set(domain, key, words.slice(0, maxChars));
  };
}
