/** Slows down whoever guesses at the secret: by address, and a little for all addresses together. */

export interface Attempts {
  /** How long this address has to wait for its next attempt; 0: it may try now. */
  waitMs(address: string): number;
  failed(address: string): void;
  succeeded(address: string): void;
}

interface Pace {
  /** Failures before the first wait. */
  readonly free: number;
  /** Waits double from one second up to this. */
  readonly maxMs: number;
}

interface Record {
  readonly failures: number;
  readonly lastMs: number;
  readonly untilMs: number;
}

const oneAddress: Pace = { free: 5, maxMs: 60_000 };
/** Somebody with many addresses gets no further; a person meanwhile waits for seconds, not for ever. */
const allAddresses: Pace = { free: 50, maxMs: 10_000 };
const everyone = "";
const forgottenAfterMs = 15 * 60_000;
const recordsMax = 1_000;

export function createAttempts(nowMs: () => number): Attempts {
  /** The least recent first. */
  const records = new Map<string, Record>();
  const recordOf = (address: string): Record | undefined => {
    const record = records.get(address);
    return record !== undefined && nowMs() - record.lastMs <= forgottenAfterMs ? record : undefined;
  };
  const waitOf = (address: string): number => Math.max(0, (recordOf(address)?.untilMs ?? 0) - nowMs());
  const note = (address: string, { free, maxMs }: Pace): void => {
    const failures = (recordOf(address)?.failures ?? 0) + 1;
    const pauseMs = failures < free ? 0 : Math.min(maxMs, 1_000 * 2 ** Math.min(failures - free, 16));
    records.delete(address);
    records.set(address, { failures, lastMs: nowMs(), untilMs: nowMs() + pauseMs });
    const [oldest] = [...records.keys()].filter((key) => key !== everyone);
    if (records.size > recordsMax && oldest !== undefined) records.delete(oldest);
  };
  return {
    waitMs: (address) => Math.max(waitOf(address), waitOf(everyone)),
    failed(address) {
      note(address, oneAddress);
      note(everyone, allAddresses);
    },
    succeeded: (address) => void records.delete(address),
  };
}
