/** How fast a firmware image arrives and when it will be there, steady enough to be read. */

export interface Pace {
  /** The last measurement. */
  readonly atMs: number;
  readonly doneBytes: number;
  /** How long has been measured. */
  readonly measuredMs: number;
  /** Smoothed; absent before the first stretch. */
  readonly bytesPerSecond?: number;
  /** As told to the person: follows only when the smoothed one has left it behind. */
  readonly toldBytesPerSecond?: number;
  /** Monotonic; as told to the person. Absent while the size is unknown or nothing arrives. */
  readonly endsAtMs?: number;
}

/** What is told changes no more often than this. */
const stretchMs = 2_000;
/** Before this nothing is told. */
const settledMs = 4_000;
/** A stretch counts for as much as what was measured before if it lasts this long. */
const memoryMs = 8_000;
/** Shares by which what is told may be wrong before it is corrected. */
const speedSlack = 0.15;
const endSlack = 0.2;
const endSlackMinMs = 5_000;

/** After a report of progress. */
export function paced(
  before: Pace | undefined,
  atMs: number,
  doneBytes: number,
  totalBytes: number | undefined,
): Pace {
  // A download that begins anew is measured anew.
  if (before === undefined || doneBytes < before.doneBytes) return { atMs, doneBytes, measuredMs: 0 };
  const elapsedMs = atMs - before.atMs;
  if (elapsedMs < stretchMs) return before;
  const now = ((doneBytes - before.doneBytes) * 1_000) / elapsedMs;
  const old = before.bytesPerSecond ?? now;
  const bytesPerSecond = old + ((now - old) * elapsedMs) / (elapsedMs + memoryMs);
  const measuredMs = before.measuredMs + elapsedMs;
  const pace = { atMs, doneBytes, measuredMs, bytesPerSecond };
  if (measuredMs < settledMs || bytesPerSecond <= 0) return pace;
  const told = before.toldBytesPerSecond;
  const steady = told !== undefined && Math.abs(bytesPerSecond - told) <= told * speedSlack;
  const endsAtMs = endOf(before, pace, totalBytes);
  return {
    ...pace,
    toldBytesPerSecond: steady ? told : bytesPerSecond,
    ...(endsAtMs === undefined ? {} : { endsAtMs }),
  };
}

function endOf(
  before: Pace,
  pace: Pace & { readonly bytesPerSecond: number },
  totalBytes: number | undefined,
): number | undefined {
  if (totalBytes === undefined || totalBytes < pace.doneBytes) return undefined;
  const leftMs = ((totalBytes - pace.doneBytes) * 1_000) / pace.bytesPerSecond;
  const endsAtMs = pace.atMs + leftMs;
  const told = before.endsAtMs;
  // While it is about right it stays, so that the time left only goes down.
  const steady =
    told !== undefined &&
    told > pace.atMs &&
    Math.abs(endsAtMs - told) <= Math.max(endSlackMinMs, leftMs * endSlack);
  return steady ? told : endsAtMs;
}
