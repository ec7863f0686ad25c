/** One try to install an image, as it is noted and stored. */
export interface FirmwareAttempt {
  readonly version: string;
  readonly url: string;
  /** `installed`: written and chosen; if another version runs after that, it was rolled back. */
  readonly outcome: "started" | "installed" | "failed";
  readonly forced: boolean;
  /** UTC; 0 if the clock was not set. */
  readonly atUtcMs: number;
}
