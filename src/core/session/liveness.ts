/** Notices that a peer has gone without a word: asks regularly, and gives up when nothing comes back. */
import type { Cancel, Clock, Timers } from "../ports.js";

export interface LivenessOptions {
  readonly timers: Timers;
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly pingEveryMs: number;
  readonly silentAfterMs: number;
  ping(): void;
  /** Called at most once, the last thing it does. */
  silent(): void;
}

export interface Liveness {
  /** Something came from the peer. */
  alive(): void;
  /** Idempotent. */
  stop: Cancel;
}

/** Runs from the call until `stop` or `silent`. */
export function watchLiveness(options: LivenessOptions): Liveness {
  const { timers, clock, pingEveryMs, silentAfterMs } = options;
  let aliveAtMs = clock.monotonicMs();
  let disarm: Cancel;

  const arm = (): void => {
    const untilSilentMs = aliveAtMs + silentAfterMs - clock.monotonicMs();
    disarm = timers.after(Math.min(pingEveryMs, untilSilentMs), tick);
  };
  const tick = (): void => {
    if (clock.monotonicMs() - aliveAtMs >= silentAfterMs) options.silent();
    else {
      // Armed first: a ping that finds the line dead may lead to `stop`.
      arm();
      options.ping();
    }
  };

  arm();
  return {
    alive() {
      aliveAtMs = clock.monotonicMs();
    },
    stop: () => disarm(),
  };
}
