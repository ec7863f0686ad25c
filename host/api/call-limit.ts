/** How long a call may go on: until its time is up or its caller ends it, whichever comes first. */
import type { CallOptions } from "./contract.js";
import { ApiError } from "./errors.js";

/** Above this a timer would run at once. */
const timerMaxMs = 2 ** 31 - 1;

export class CallLimit {
  readonly timeoutMs: number;
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal | undefined;
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #end = (): void => this.#controller.abort();

  constructor({ timeoutMs, signal }: Required<Pick<CallOptions, "timeoutMs">> & CallOptions) {
    this.timeoutMs = timeoutMs;
    this.#caller = signal;
    this.#timer = setTimeout(this.#end, Math.min(timeoutMs, timerMaxMs));
    if (signal?.aborted === true) this.#end();
    else signal?.addEventListener("abort", this.#end, { once: true });
  }

  /** Fires in both cases. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get isOver(): boolean {
    return this.signal.aborted;
  }

  /** Throws `aborted` if it was the caller. */
  throwIfAborted(): void {
    if (this.#caller?.aborted === true)
      throw new ApiError("aborted", "The call was ended before its answer came.");
  }

  /** Resolves after the pause, or as soon as the limit is reached. */
  pause(pauseMs: number): Promise<void> {
    if (this.isOver) return Promise.resolve();
    return new Promise((resume) => {
      const done = (): void => {
        clearTimeout(timer);
        this.signal.removeEventListener("abort", done);
        resume();
      };
      const timer = setTimeout(done, pauseMs);
      this.signal.addEventListener("abort", done);
    });
  }

  /** Lets go of the timer and of the caller's signal. */
  close(): void {
    clearTimeout(this.#timer);
    this.#caller?.removeEventListener("abort", this.#end);
  }
}
