/** Timers port. */
import type { Timers } from "../../../src/core/ports.js";
import { type Fault, guarded } from "./callback.js";

/** Longest delay that setTimeout keeps (2^31 − 1 ms, about 24.8 days); longer ones are waited for in pieces. */
const pieceMaxMs = 2_147_483_647;

export interface NodeTimers extends Timers {
  /** Drops every pending timer; later ones never run. Idempotent. */
  close(): void;
}

export function nodeTimers(fault: Fault): NodeTimers {
  const pending = new Set<NodeJS.Timeout>();
  let closed = false;
  const after = (delayMs: number, run: () => void) => {
    let handle: NodeJS.Timeout | undefined;
    let cancelled = closed;
    const wait = (leftMs: number): void => {
      const pieceMs = Math.min(leftMs, pieceMaxMs);
      const next = setTimeout(() => {
        pending.delete(next);
        if (cancelled) return;
        if (leftMs > pieceMs) wait(leftMs - pieceMs);
        else guarded(fault, run);
      }, pieceMs);
      handle = next;
      pending.add(next);
    };
    if (!cancelled) wait(Math.max(0, delayMs));
    return () => {
      cancelled = true;
      if (handle === undefined) return;
      clearTimeout(handle);
      pending.delete(handle);
    };
  };
  return {
    after,
    close() {
      closed = true;
      for (const handle of pending) clearTimeout(handle);
      pending.clear();
    },
  };
}
