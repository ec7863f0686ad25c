/** A path for datagrams: what becomes of each that is sent over it. */

/** One datagram on its way. */
export interface Flight {
  readonly bytes: Buffer;
  readonly afterMs: number;
  /** Exactly as it was sent, in this direction and under this hello. */
  readonly isGenuine: boolean;
}

/** What somebody who sees the path has written down, besides what is under way. */
export interface Overheard {
  /** All that the device has said since the last hello. */
  readonly uplink: readonly Buffer[];
  /** All that the cloud said under the hello before. */
  readonly before: readonly Buffer[];
}

/** @param at counts from 0 */
export type Carry = (sent: Buffer, at: number, overheard: Overheard) => readonly Flight[];

export interface Trouble {
  readonly name: string;
  readonly story: string;
  /** If not, a damaged or forged one must neither be heard nor keep another from being heard. */
  readonly isForgeryHeard: boolean;
  /** Not of the path: the second hello brings the key of the first, and the cloud counts on. */
  readonly keepsKey?: true;
  carry(random: () => number): Carry;
}

export const tripMs = 40;
export const minuteMs = 60_000;

export const whole = (bytes: Buffer, afterMs = tripMs): Flight => ({ bytes, afterMs, isGenuine: true });
export const spoilt = (bytes: Buffer, afterMs = tripMs): Flight => ({ bytes, afterMs, isGenuine: false });
