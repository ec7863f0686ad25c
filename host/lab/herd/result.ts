/** What a run of a herd gives, second by second and in a few figures: for the table, for tests, and for a report that draws it. */
import type { CloudOptions } from "./cloud.js";
import type { Scenario } from "./scenario.js";
import { strongestWave, type Wave } from "./waves.js";

export type ScheduleName = "ours" | "reference";

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

export interface HerdFigures {
  /** Mean over the calm ten minutes before the cause. */
  readonly steadyPerSecond: number;
  /** The worst second (of a release: minute) after the end of the cause, and how long after it. */
  readonly peakPerSecond: number;
  readonly peakAfterS: number;
  /** Until 99 % are back (of a release: until 99 % have it); absent: not within the run. */
  readonly backAfterS?: number;
  /** Mean over the recovery window: from the end of the cause until 99 % are back, or to the end of the run. */
  readonly meanPerSecond: number;
  readonly peakOverMean: number;
  /** Requests of a device in that window, on average. */
  readonly requestsPerDevice: number;
  /** In the hours after the window; absent if there are no requests any more, or it never ended. */
  readonly wave?: Wave;
  /** The worst ten minutes of those hours, relative to their mean. */
  readonly laterPeakOverMean?: number;
  /** The fewest devices online after the end of the window, as a share. */
  readonly laterOnlineMin?: number;
  readonly downloadsMax: number;
}

export interface HerdResult {
  readonly scenario: string;
  readonly story: string;
  readonly schedule: ScheduleName;
  /** What "back" means: a session, or the released firmware. */
  readonly goal: Scenario["goal"];
  readonly devices: number;
  readonly seed: number;
  readonly cloud: CloudOptions;
  /** Seconds of the series at which the cause begins and is over. */
  readonly beginsS: number;
  readonly endsS: number;
  /** Checks and sessions together. */
  readonly requestsPerSecond: Uint32Array;
  /** Devices with a session (of a release: with the new firmware), as a share. */
  readonly backOnlineShare: Float32Array;
  readonly series: HerdSeries;
  readonly figures: HerdFigures;
}

const backShare = 0.99;
const minuteS = 60;
/** The devices that are late are left out of the search for waves. */
const settlesS = 15 * minuteS;
const binS = 10 * minuteS;

export function resultOf(
  scenario: Scenario,
  schedule: ScheduleName,
  devices: number,
  seed: number,
  series: HerdSeries,
): HerdResult {
  const { name, story, beginsS, endsS, goal } = scenario;
  const requestsPerSecond = series.checks.map(
    (checks, second) => checks + (series.sessions[second] as number),
  );
  const back = goal === "online" ? series.online : series.updated;
  return {
    scenario: name,
    story,
    schedule,
    goal,
    devices,
    seed,
    cloud: scenario.cloud(devices),
    beginsS,
    endsS,
    requestsPerSecond,
    backOnlineShare: Float32Array.from(back, (count) => count / devices),
    series,
    figures: figuresOf(scenario, devices, series, requestsPerSecond, back),
  };
}

const sum = (counts: Uint32Array): number => counts.reduce((total, count) => total + count, 0);
const mean = (counts: Uint32Array): number => (counts.length === 0 ? 0 : sum(counts) / counts.length);

/** Of each whole stretch of so many seconds. */
const means = (counts: Uint32Array, stretchS: number): number[] =>
  Array.from({ length: Math.floor(counts.length / stretchS) }, (_, at) =>
    mean(counts.subarray(at * stretchS, (at + 1) * stretchS)),
  );

function figuresOf(
  { beginsS, endsS, peakOverS }: Scenario,
  devices: number,
  series: HerdSeries,
  requests: Uint32Array,
  back: Uint32Array,
): HerdFigures {
  const backAtS = back.findIndex((count, second) => second >= endsS && count >= backShare * devices);
  const windowEndS = backAtS < 0 ? requests.length : backAtS + 1;
  const window = requests.subarray(endsS, windowEndS);
  const after = means(requests.subarray(endsS), peakOverS);
  const peakPerSecond = after.reduce((most, count) => Math.max(most, count), 0);
  const meanPerSecond = mean(window);
  return {
    steadyPerSecond: mean(requests.subarray(beginsS - binS, beginsS)),
    peakPerSecond,
    peakAfterS: after.indexOf(peakPerSecond) * peakOverS,
    ...(backAtS < 0 ? {} : { backAfterS: windowEndS - endsS }),
    meanPerSecond,
    peakOverMean: meanPerSecond === 0 ? 0 : peakPerSecond / meanPerSecond,
    requestsPerDevice: sum(window) / devices,
    ...(backAtS < 0 ? {} : laterFigures(requests.subarray(windowEndS + settlesS))),
    ...(backAtS < 0
      ? {}
      : {
          laterOnlineMin:
            series.online
              .subarray(windowEndS + settlesS)
              .reduce((least, count) => Math.min(least, count), devices) / devices,
        }),
    downloadsMax: series.downloads.reduce((most, count) => Math.max(most, count), 0),
  };
}

function laterFigures(later: Uint32Array): Pick<HerdFigures, "wave" | "laterPeakOverMean"> {
  const wave = strongestWave(later);
  if (wave === undefined) return {};
  return { wave, laterPeakOverMean: Math.max(...means(later, binS)) / mean(later) };
}
