/**
 * The touch of a board, where the SDK looks for it (`touch` in the manifest's `config`). The chip may be absent, as on the T-Display-S3
 * that is sold without, or stop answering: its driver throws then, in a callback or in the constructor of Piu's application, and either
 * would end the program. So a fault here is a line in the log and a display that can't be touched.
 */
import Time from "time";
import { writeLine } from "../../moddable/console.js";
import { inOneLine } from "../../moddable/guard.js";

/** A chip that fails this often in a row is left alone for a while: every question to it costs a time-out of the bus. */
const failuresMax = 20;
const restMs = 5_000;

/** Of the class that the SDK makes one of; the program listens to one finger. */
export default class GuardedTouch {
  readonly #chip: TouchDriver | undefined;
  #failures = 0;
  #restsSince: number | undefined;

  constructor(options: TouchOptions) {
    const Chip = globalThis.device?.sensor?.Touch;
    if (Chip === undefined) return;
    const onSample = options.onSample;
    try {
      this.#chip = new Chip({
        ...options,
        onSample: () => this.#attempt(() => onSample?.()),
        onError: (error) => tell(error),
      });
    } catch (error) {
      tell(error);
    }
  }

  /** Without a chip nobody needs to ask for samples. */
  get configuration(): { readonly interrupt: boolean } {
    return { interrupt: this.#chip === undefined || this.#chip.configuration?.interrupt === true };
  }

  sample(): TouchPoint[] | undefined {
    if (this.#restsSince !== undefined) {
      if (Time.delta(this.#restsSince) < restMs) return undefined;
      this.#restsSince = undefined;
    }
    return this.#attempt(() => {
      const points = this.#chip?.sample();
      this.#failures = 0;
      // Drivers leave holes where a second finger is, which the SDK would stumble over.
      return points?.filter((point): point is TouchPoint => point?.id === 0);
    });
  }

  close(): void {
    this.#attempt(() => this.#chip?.close());
  }

  #attempt<Result>(run: () => Result): Result | undefined {
    try {
      return run();
    } catch (error) {
      // Once for a fault that lasts.
      if (this.#failures === 0) tell(error);
      this.#failures += 1;
      if (this.#failures % failuresMax === 0) this.#restsSince = Time.ticks;
      return undefined;
    }
  }
}

const tell = (error: unknown): void => writeLine(`warn the display can't be touched: ${inOneLine(error)}`);
