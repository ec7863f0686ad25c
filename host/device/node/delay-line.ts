/** What is done later, in the order in which it was asked for. */

export interface DelayLine {
  /** Runs it after the delay of this moment, never before what was pushed earlier; at once if nothing has to wait. */
  push(run: () => void): void;
  /** Something waits, or would have to. */
  isSlow(): boolean;
  /** How many wait. */
  waiting(): number;
  /** Runs all that waits, now. */
  flush(): void;
}

interface Entry {
  readonly dueMs: number;
  readonly run: () => void;
}

/** `delayMs` is asked at each push: 0 lets things through once those before them are. */
export function delayLine(delayMs: () => number): DelayLine {
  const entries: Entry[] = [];
  let timer: NodeJS.Timeout | undefined;
  const arm = (): void => {
    const first = entries[0];
    timer =
      first === undefined ? undefined : setTimeout(runDue, Math.max(0, first.dueMs - performance.now()));
  };
  const runDue = (): void => {
    const nowMs = performance.now();
    const stillWaiting = entries.findIndex(({ dueMs }) => dueMs > nowMs);
    // A timer may come a fraction of a millisecond early: the first one it was set for counts as due.
    const due = entries.splice(0, stillWaiting < 0 ? entries.length : Math.max(1, stillWaiting));
    arm();
    for (const { run } of due) run();
  };
  return {
    push(run) {
      const waitMs = delayMs();
      if (entries.length === 0 && waitMs <= 0) return run();
      const lastMs = entries.at(-1)?.dueMs ?? 0;
      entries.push({ dueMs: Math.max(lastMs, performance.now() + waitMs), run });
      if (timer === undefined) arm();
    },
    isSlow: () => entries.length > 0 || delayMs() > 0,
    waiting: () => entries.length,
    flush() {
      clearTimeout(timer);
      timer = undefined;
      for (const { run } of entries.splice(0)) run();
    },
  };
}
