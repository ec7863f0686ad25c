/**
 * What ended the machine, kept for the next start. What reaches XS's abort hook came past every guard: a bug. The hook only notes it and
 * starts the board anew at once: going on in an unknown state would be worse, and SDK 8.2.3 would call the hook again for what its own
 * report of an exception throws, hundreds of times. When memory has run out there may be none to note it in; there is no hook for a
 * stack overflow; a crash in C is in the partition `coredump` instead.
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

/**
 * Notes, at the end of the machine, why it ends and the last lines of the log, which hold no secrets.
 * @param startAnew does so at once; on the simulator, where it can't, it returns
 */
export function keepLastWords(domain: string, log: ModdableLog, startAnew: () => void): void {
  let said = false;
  (globalThis as { abort?: (reason: string, thrown: unknown) => void }).abort = (reason, thrown) => {
    // First of all: noting it may itself run out of memory, which calls this again.
    if (said) return;
    said = true;
    const why = thrown === undefined ? reason : `${reason}: ${inOneLine(thrown)}`;
    const words = [why, ...log.recent().slice(-linesKept)].join("\n");
    Preference.set(domain, key, words.slice(0, maxChars));
    startAnew();
  };
}
