/** Timers port over `timer`. */
import Timer from "timer";
import type { Timers } from "../core/ports.js";
import type { Guard } from "./guard.js";

/** The SDK counts in signed 32-bit milliseconds: 24 days. */
const delayMaxMs = 0x7fff_ffff;

type SdkTimer = ReturnType<typeof Timer.set>;

export function moddableTimers(guard: Guard): Timers {
  const pending = new Map<SdkTimer, () => void>();
  // One callback for all: a guard and two closures of each timer's own took three times the memory.
  const fired = guard((timer: SdkTimer) => {
    const run = pending.get(timer);
    // Forgotten first: a fired timer is cleared by the SDK itself, and `run` may call the cancel.
    pending.delete(timer);
    run?.();
  });
  return {
    after(delayMs, run) {
      const timer = Timer.set(fired, Math.min(Math.max(0, Math.ceil(delayMs)), delayMaxMs));
      pending.set(timer, run);
      return () => {
        if (pending.delete(timer)) Timer.clear(timer);
      };
    },
  };
}
