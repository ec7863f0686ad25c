/** What the download of an image bears. Together it has to fit into `schedule.installStalledMs`. */
import { frozen } from "../frozen.js";

export const downloads = frozen({
  /** A server that says nothing for this long says nothing more. */
  silentMs: 30_000,
  /** Breaks in a row without a new block in flash; one more ends the download. */
  breaksMax: 5,
  /** Before the next try, times the breaks so far. */
  breakPauseMs: 3_000,
});
