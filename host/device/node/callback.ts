/** The promise of every port: a callback comes later, at most once, and a throw in it stays where it is. */

/** Told of a throw that came out of a callback of the core: always a bug, never a reason to end the process. */
export type Fault = (error: unknown) => void;

/** Calls `run`; a throw goes to `fault`. */
export function guarded(fault: Fault, run: () => void): void {
  try {
    run();
  } catch (error) {
    fault(error);
  }
}

/** A last word that is said once, from a fresh turn of the event loop, unless it is cancelled first. */
export interface Ending<Value> {
  /** The first call counts; the others do nothing. */
  settle(value: Value): void;
  /** No callback after this. Idempotent. */
  cancel(): void;
  /** Settled or cancelled. */
  over(): boolean;
}

export function endOnce<Value>(fault: Fault, tell: (value: Value) => void): Ending<Value> {
  let over = false;
  let cancelled = false;
  return {
    settle(value) {
      if (over) return;
      over = true;
      setImmediate(() => {
        if (!cancelled) guarded(fault, () => tell(value));
      });
    },
    cancel() {
      over = true;
      cancelled = true;
    },
    over: () => over,
  };
}
