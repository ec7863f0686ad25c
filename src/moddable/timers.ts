/** Timers port over `timer`. */
import Timer from "timer";
import type { Timers } from "../core/ports.js";
import type { Guard } from "./guard.js";

/** The SDK counts in signed 32-bit milliseconds: 24 days. */
const delayMaxMs = 0x7fff_ffff;

export function moddableTimers(guard: Guard): Timers {
  return {
    after(delayMs, run) {
      let timer: ReturnType<typeof Timer.set> | undefined = Timer.set(
        guard(() => {
          // Forgotten first: a fired timer is cleared by the SDK itself, and `run` may call the cancel.
          timer = undefined;
          run();
        }),
        Math.min(Math.max(0, Math.ceil(delayMs)), delayMaxMs),
      );
      return () => {
        if (timer === undefined) return;
        Timer.clear(timer);
        timer = undefined;
      };
    },
  };
}
