/** What a fault is that the lab must not pass. */
import type { Fault } from "./fault.js";

export interface Canary extends Fault {
  /** What its failure must say. */
  readonly mustSay: RegExp;
}

export const soon = { lastsMs: 20_000, strikes: ["online"] } as const;
