/** What a fault is. */
import type { StateName } from "../../../src/core/lifecycle/names.js";
import type { World } from "../world.js";

/** What users of the reference firmware report most. */
export const problemGroups = [
  "OTA URL wrong or without slash",
  "code of another server",
  "re-bound second-hand device",
  "token expired",
  "transport and OTA on different servers",
  "update loop",
  "weak network in a session",
  "changed server",
  "time zone",
  "saved Wi-Fi back after an outage",
] as const;

export interface Fault {
  readonly name: string;
  /** What is broken, for the table. */
  readonly story: string;
  readonly group?: (typeof problemGroups)[number];
  /** The states in which it can strike; all of them unless told. */
  readonly strikes?: readonly StateName[];
  /** How long it lasts; unless told, between 20 s and 10 min, by the seed. 0: it is over at once, its consequences are not. */
  readonly lastsMs?: number;
  /** Breaks it. The network, the cloud, flash and slots are mended without being asked; what is returned does the rest. */
  begin(world: World): (() => void) | undefined;
  /** What the way back may take beyond what every fault may take (`bound.ts`), and why. */
  readonly extra?: {
    readonly ms: number;
    readonly why: string;
    /** Also the way that a harmless fault leaves open takes so much longer. */
    readonly whileItLasts?: true;
  };
  /**
   * Who is online in spite of it, and not only after it: everybody who is bound, or who has been online before. Looked at when it
   * ends, so it has to be able to last longer than the bound.
   */
  readonly harmless?: "bound" | "known";
  /** Error lines of the device's log that belong to this fault. */
  readonly tolerates?: RegExp;
  /** The record with the client id is lost or never written: the cloud sees another one. */
  readonly losesIdentity?: boolean;
}
