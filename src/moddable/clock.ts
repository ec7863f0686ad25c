/** Clock port over `time` and `Date`. */
import Time from "time";
import type { Clock } from "../core/ports.js";

export interface ModdableClock extends Clock {
  /**
   * Sets UTC. For a day after that `setUtc` no longer does: an SNTP server tells the time of the moment, exactly; a cloud tells what its
   * own computer believes, in an answer that may have been under way for seconds. The zone of `setUtc` is for `timeOfDay` alone.
   */
  setFromSntp(utcMs: number): void;
  /** In the zone that the cloud has told, "9:41"; `undefined` before it has told one. */
  timeOfDay(): string | undefined;
}

const sntpCountsForMs = 24 * 3_600_000;
/** All zones of the world are whole quarters of an hour from UTC; what isn't was meant as something else. */
const zoneStepMinutes = 15;
const dayMinutes = 24 * 60;

/** Whoever uses certificates first moves the clock to the build's time (`net/network-ports.ts`): a board starts in 1970. */
export function moddableClock(): ModdableClock {
  // The SDK sets whole seconds, on the simulator none at all: what is missing is added when reading.
  let offsetMs = 0;
  let ticks = Time.ticks;
  let elapsedMs = 0;
  let sntpAtMs: number | undefined;
  let zoneMinutes: number | undefined;

  const monotonicMs = (): number => {
    // Ticks wrap after 49 days; the sum does not, as long as it is asked for once in 24 days.
    const now = Time.ticks;
    elapsedMs += Math.max(0, Time.delta(ticks, now));
    ticks = now;
    return elapsedMs;
  };

  const set = (utcMs: number): void => {
    Time.set(Math.floor(utcMs / 1000));
    offsetMs = utcMs - Date.now();
  };

  return {
    utcMs: () => Date.now() + offsetMs,
    monotonicMs,
    // The zone is not the SDK's business: with it `Date` would tell local time as if it were UTC's.
    setUtc(utcMs, zoneOffsetMinutes) {
      if (zoneOffsetMinutes !== undefined && zoneOffsetMinutes % zoneStepMinutes === 0)
        zoneMinutes = zoneOffsetMinutes;
      if (sntpAtMs === undefined || monotonicMs() - sntpAtMs >= sntpCountsForMs) set(utcMs);
    },
    setFromSntp(utcMs) {
      sntpAtMs = monotonicMs();
      set(utcMs);
    },
    timeOfDay() {
      if (zoneMinutes === undefined) return undefined;
      const minutes = Math.floor((Date.now() + offsetMs) / 60_000) + zoneMinutes;
      const ofDay = ((minutes % dayMinutes) + dayMinutes) % dayMinutes;
      const [hour, minute] = [Math.floor(ofDay / 60), ofDay % 60];
      return `${hour}:${minute < 10 ? "0" : ""}${minute}`;
    },
  };
}
