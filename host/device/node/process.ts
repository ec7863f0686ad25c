/** Whether a process that has left its mark somewhere still runs. */
import { readFileSync } from "node:fs";
import { codeOf } from "./failure.js";

export interface ProcessMark {
  readonly pid: number;
  /** As `processStart` told it. Ids are given anew; without this, any process with the id counts. */
  readonly start?: string | undefined;
}

export function processRuns({ pid, start }: ProcessMark): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) !== "EPERM") return false;
  }
  const now = processStart(pid);
  return start === undefined || now === undefined || now === start;
}

/** When the process began, in clock ticks since the computer started; only Linux tells. */
export function processStart(pid: number): string | undefined {
  try {
    // The second field is the program's name in brackets, which may hold blanks and brackets; the start is the 22nd.
    return readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1)?.split(" ")[19];
  } catch {
    return undefined;
  }
}
