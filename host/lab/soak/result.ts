/** What a soak has measured. Plain data: the same seed gives the same. */
import type { Transport } from "../../../src/core/transport.js";
import type { Profile } from "../profile.js";
import type { Held } from "./tally.js";

/** What the core keeps on purpose, and what therefore changes how much of it lives. All of it has a limit. */
export interface Kept {
  /** The tried images of the record `firmware`, without their dates: at most 8. */
  readonly attempts: readonly string[];
  /** Of these, how many were made since power-on; the others were read from flash, and their texts with them. */
  readonly attemptsMade: number;
  /** Message types that were told once and are not told again: at most 16. */
  readonly unknownTypes: number;
  /** The token of the open session, and a second one if the last check has brought another for the next session. */
  readonly tokens: 1 | 2;
}

export interface SoakDay {
  /** From 1. */
  readonly day: number;
  /** Names of the faults that struck, in their order. None on a day of rest. */
  readonly faults: readonly string[];
  /** How often the device was started on this day. */
  readonly starts: number;
  /** Which start of the device the day ends with, from 1. */
  readonly powerOn: number;
  /** How long the device has been on at the end of the day. */
  readonly uptimeMs: number;
  /**
   * Alive at the end of the day after a collection of garbage, beyond engine and program, and without the names of members,
   * which XS never gives back.
   */
  readonly liveSlots: number;
  readonly liveChunkBytes: number;
  /** Names of members met since power-on, a slot each, and the chunk bytes of their texts. */
  readonly names: number;
  readonly nameBytes: number;
  readonly kept: Kept;
  /** What the core has open at the end of the day. */
  readonly held: Held;
  /** Writes and removals of records, refused ones included. */
  readonly storageWrites: number;
  /** XS instructions, without loading the program. */
  readonly instructions: number;
  /** Of the day, without session. */
  readonly offlineMs: number;
  /** Empty: the day passed. */
  readonly failures: readonly string[];
}

export interface SoakResult {
  readonly seed: number;
  readonly transport: Transport;
  readonly profile: Profile;
  /** As many as were lived: a dead engine ends the soak. */
  readonly days: readonly SoakDay[];
  /** Empty: passed. Each with its day. */
  readonly failures: readonly string[];
  /** What happened on the first day that failed. */
  readonly log: readonly string[];
}
