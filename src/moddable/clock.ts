/** Clock port over `time` and `Date`. */
import Time from "time";
import type { Clock } from "../core/ports.js";

/** Whoever uses certificates first moves the clock to the build's time (`net/network-ports.ts`): a board starts in 1970. */
export function moddableClock(): Clock {
  // The SDK sets whole seconds, on the simulator none at all: what is missing is added when reading.
  let offsetMs = 0;
  let ticks = Time.ticks;
  let elapsedMs = 0;

  return {
    utcMs: () => Date.now() + offsetMs,
    monotonicMs() {
      // Ticks wrap after 49 days; the sum does not, as long as it is asked for once in 24 days.
      const now = Time.ticks;
      elapsedMs += Math.max(0, Time.delta(ticks, now));
      ticks = now;
      return elapsedMs;
    },
    // The zone is not the SDK's business: with it `Date` would tell local time as if it were UTC's.
    setUtc(utcMs) {
      Time.set(Math.floor(utcMs / 1000));
      offsetMs = utcMs - Date.now();
    },
  };
}
