/** What `npm run lab -- --herd` prints. */
import type { HerdResult } from "./result.js";

/** What ours has to reach. */
export const goals = { peakOverMean: 3, backWithinS: 300, swing: 0.1, laterPeakOverMean: 1.5 } as const;

export const herdHeading = [
  "scenario",
  "schedule",
  "steady /s",
  "peak /s",
  "x steady",
  "after",
  "mean /s",
  "peak/mean",
  "99 % back",
  "a device",
  "strongest wave later",
  "what happens",
] as const;

const widths: readonly number[] = [25, 10, 9, 10, 9, 8, 9, 9, 10, 8, 22];

export const herdLine = (row: readonly string[]): string =>
  row.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  ");

/** `steadyPerSecond`: what peaks are compared with; the reference's own is no request at all. */
export function herdRow(
  { scenario, schedule, story, figures }: HerdResult,
  steadyPerSecond: number,
): string[] {
  const { wave } = figures;
  return [
    scenario,
    schedule,
    figures.steadyPerSecond.toFixed(1),
    figures.peakPerSecond.toFixed(0),
    steadyPerSecond === 0 ? "-" : (figures.peakPerSecond / steadyPerSecond).toFixed(0),
    duration(figures.peakAfterS),
    figures.meanPerSecond.toFixed(0),
    figures.peakOverMean.toFixed(2),
    figures.backAfterS === undefined ? "never" : duration(figures.backAfterS),
    figures.requestsPerDevice.toFixed(1),
    wave === undefined ? "no requests" : `${(100 * wave.swing).toFixed(1)} % at ${duration(wave.periodS)}`,
    story,
  ];
}

/** What of the goals is missed, a sentence each. */
export function missedGoals({ figures, scenario, goal }: HerdResult): string[] {
  const { peakOverMean, backAfterS, wave, laterPeakOverMean } = figures;
  const missed: string[] = [];
  if (peakOverMean > goals.peakOverMean)
    missed.push(`the peak is ${peakOverMean.toFixed(2)} times the mean, of at most ${goals.peakOverMean}`);
  if (backAfterS === undefined) missed.push("99 % were never back");
  else if (goal === "online" && backAfterS > goals.backWithinS)
    missed.push(`99 % were back after ${backAfterS} s, of at most ${goals.backWithinS}`);
  if (wave !== undefined && wave.swing > goals.swing)
    missed.push(`waves of ${(100 * wave.swing).toFixed(0)} % every ${duration(wave.periodS)}`);
  if (laterPeakOverMean !== undefined && laterPeakOverMean > goals.laterPeakOverMean)
    missed.push(`ten minutes with ${laterPeakOverMean.toFixed(1)} times the mean of the hours after`);
  return missed.map((sentence) => `${scenario}: ${sentence}`);
}

function duration(seconds: number): string {
  if (seconds < 180) return `${seconds < 10 ? Number(seconds.toFixed(1)) : Math.round(seconds)} s`;
  if (seconds < 10_800) return `${(seconds / 60).toFixed(1)} min`;
  return `${(seconds / 3_600).toFixed(1)} h`;
}
