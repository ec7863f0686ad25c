/**
 * Time of a device that runs faster than real time, for tests. It is made of ticks, and a tick counts for no more than it would on a
 * quiet computer: while the process is held up, the device's time is, too. So its deadlines don't depend on how busy the computer is.
 */
import { type Fault, guarded } from "./callback.js";
import type { NodeTimers } from "./timers.js";

export interface ScaledTime {
  /** Of the device, since it was made. */
  nowMs(): number;
  readonly timers: NodeTimers;
}

const tickMs = 2;
/** Timers of a quiet computer are late by a little. */
const tickMaxMs = 2 * tickMs;

interface Pending {
  readonly dueMs: number;
  readonly run: () => void;
}

/** @param scale how many times faster: with 60, an hour of the device takes a minute */
export function scaledTime(fault: Fault, scale: number): ScaledTime {
  const pending = new Set<Pending>();
  let nowMs = 0;
  let lastRealMs = performance.now();
  const tick = (): void => {
    const realMs = performance.now();
    nowMs += Math.min(realMs - lastRealMs, tickMaxMs) * scale;
    lastRealMs = realMs;
    const due = [...pending]
      .filter(({ dueMs }) => dueMs <= nowMs)
      .sort((one, other) => one.dueMs - other.dueMs);
    for (const timer of due) {
      // An earlier one may have cancelled it.
      if (pending.delete(timer)) guarded(fault, timer.run);
    }
  };
  const ticker = setInterval(tick, tickMs);
  let closed = false;
  return {
    nowMs: () => nowMs,
    timers: {
      after(delayMs, run) {
        const timer = { dueMs: nowMs + Math.max(0, delayMs), run };
        if (!closed) pending.add(timer);
        return () => void pending.delete(timer);
      },
      close() {
        closed = true;
        clearInterval(ticker);
        pending.clear();
      },
    },
  };
}
