/** What a soak prints: a row for each day, and what came of all. */
import type { SoakDay, SoakResult } from "./result.js";
import { heldNames } from "./tally.js";

export const heading = [
  "day",
  "on for",
  "starts",
  "live slots",
  "bytes",
  "keeps",
  "names",
  "timers/requests/sockets/listeners/installs",
  "writes",
  "instructions",
  "offline",
  "faults",
] as const;

const hours = (ms: number): string => `${Math.round(ms / 3_600_000)} h`;

export function rowOf(day: SoakDay): string[] {
  return [
    `${day.day}`,
    hours(day.uptimeMs),
    `${day.starts}`,
    `${day.liveSlots}`,
    `${day.liveChunkBytes}`,
    [day.kept.tokens, day.kept.attempts.length, day.kept.unknownTypes].join("/"),
    `${day.names}`,
    heldNames.map((name) => day.held[name]).join("/"),
    `${day.storageWrites}`,
    `${day.instructions}`,
    `${Math.round(day.offlineMs / 1_000)} s`,
    day.faults.join(" "),
  ];
}

const widths: readonly number[] = [3, 6, 6, 10, 5, 6, 5, 42, 6, 12, 7];

/** The last column is left as long as it is. */
export const aligned = (row: readonly string[]): string =>
  row.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  ");

/** At most, on days that pass `isSo`; a dash if there are none. */
function most(days: readonly SoakDay[], isSo: (day: SoakDay) => boolean): string {
  const writes = days.filter(isSo).map((day) => day.storageWrites);
  return writes.length === 0 ? "-" : `${Math.max(...writes)}`;
}

export function summaryOf({ days, failures, seed, transport, profile }: SoakResult): string[] {
  const isRest = (day: SoakDay) => day.faults.length === 0 && day.starts === 0;
  const faults = days.reduce((sum, day) => sum + day.faults.length, 0);
  const longestMs = Math.max(...days.map((day) => day.uptimeMs));
  return [
    ...failures.map((failure) => `FAILED  ${failure}`),
    ...(failures.length === 0
      ? []
      : [
          `        npm run -s lab -- --soak --days ${days.length} --seed ${seed} --transport ${transport} --profile ${profile}`,
        ]),
    `${transport}, ${profile}, seed ${seed}: ${days.length} days, ${faults} faults, on for up to ${hours(longestMs)} without a start`,
    `storage writes at most: ${most(days, isRest)} on a day of rest, ${most(days, (day) => day.starts === 0)} on a day without a start, ${most(days, () => true)} on any`,
    failures.length === 0 ? "passed" : `${failures.length} failed`,
  ];
}
