/** Why a list as a whole can't be read. */

export type MacListProblem =
  /** A quote is opened and never closed. */
  | "openQuote"
  /** Several columns hold addresses, and their headings don't say which is the device's own. */
  | "severalColumns"
  /** The only addresses are those of something else: Bluetooth, an access point, a router. */
  | "otherAddresses"
  /** The column that was asked for is not there. */
  | "noSuchColumn";

export class MacListError extends Error {
  override readonly name = "MacListError";

  constructor(
    readonly problem: MacListProblem,
    /** Those that may be meant, as `column` takes them: the heading's words, or a number from 1. */
    readonly columns: readonly string[],
    /** Where it begins, from 1, for an open quote. */
    readonly line?: number,
  ) {
    super(problem);
  }
}
