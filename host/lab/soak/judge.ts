/** Whether a day has left anything behind: it is compared with the days before it. */
import type { SoakDay } from "./result.js";
import { heldNames } from "./tally.js";

/** The most a device may write on a day, whatever happens to it. */
export const storageWritesMax = 20;
/** The servers of the lab use so many names of members, and not one more however long it lasts. */
export const namesMax = 40;
/** All that is kept on purpose together, at its longest (`docs/lab.md`). */
export const keptMax = { slots: 128, chunkBytes: 4_096 } as const;

/** The days before are those of the same soak, in their order. */
export function leftBehind(day: SoakDay, before: readonly SoakDay[]): string[] {
  const failures: string[] = [];
  const { storageWrites, names } = day;
  if (storageWrites > storageWritesMax) failures.push(`${storageWrites} storage writes`);
  if (names > namesMax) failures.push(`${names} names of members`);
  const same = (what: string, now: number, like: SoakDay, then: number) => {
    if (now !== then) failures.push(`${now} ${what}, on day ${like.day} it was ${then}`);
  };
  const [first] = before;
  if (first === undefined) return failures;
  for (const name of heldNames) same(name, day.held[name], first, first.held[name]);
  // Exact for days that keep the same; a first day of its kind has nothing to be compared with but the limit of all that is kept.
  const like = before.find((other) => kindOf(other) === kindOf(day));
  if (like !== undefined) {
    same("live slots", day.liveSlots, like, like.liveSlots);
    same("live chunk bytes", day.liveChunkBytes, like, like.liveChunkBytes);
  } else {
    if (Math.abs(day.liveSlots - first.liveSlots) > keptMax.slots)
      failures.push(`${day.liveSlots} live slots, on day 1 it was ${first.liveSlots}`);
    if (Math.abs(day.liveChunkBytes - first.liveChunkBytes) > keptMax.chunkBytes)
      failures.push(`${day.liveChunkBytes} live chunk bytes, on day 1 it was ${first.liveChunkBytes}`);
  }
  return failures;
}

/** Days with the same text are alike in all that is kept on purpose. */
const kindOf = ({ powerOn, kept }: SoakDay): string => JSON.stringify([powerOn, kept]);
