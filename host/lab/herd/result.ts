/** What a run of a herd gives, second by second: for tables, and for a report that draws it. */

/** One number for each second of the run. */
export interface HerdSeries {
  /** Checks that arrived, answered or not. */
  readonly checks: Uint32Array;
  /** Attempts to open a session. */
  readonly sessions: Uint32Array;
  /** Of both, those that got a 503. */
  readonly refused: Uint32Array;
  /** Devices with a session at the end of the second. */
  readonly online: Uint32Array;
  /** Devices that run the released firmware. */
  readonly updated: Uint32Array;
  /** Downloads under way. */
  readonly downloads: Uint32Array;
}
