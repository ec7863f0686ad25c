/** The screen port of the virtual device: draws into the terminal in place, or prints frame after frame into a pipe. */
import type { ScreenModel } from "../../../src/core/screen/model.js";
import { renderScreen } from "./render.js";

/** What of `process.stdout` is needed. */
export interface TerminalOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  on?(event: "resize", listener: () => void): unknown;
  off?(event: "resize", listener: () => void): unknown;
}

export interface TerminalScreenOptions {
  readonly output: TerminalOutput;
  /** The monotonic clock that the model's moments are on. */
  readonly nowMs: () => number;
  /** `process.env`: NO_COLOR and TERM are read. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Calls `run` again and again until the returned function is called; `setInterval` unless a test replaces it. */
  readonly every?: (intervalMs: number, run: () => void) => () => void;
}

const tickMs = 1000;
const pipeColumns = 80;
/** "Begin/end synchronized update": terminals that know it show the frame at once, others ignore it. */
const beginUpdate = "\x1b[?2026h";
const endUpdate = "\x1b[?2026l";

/** Lifetime: from the first `show` to `close`. The cursor stays on the line below the frame. */
export class TerminalScreen {
  readonly #options: TerminalScreenOptions;
  readonly #inPlace: boolean;
  readonly #color: boolean;
  #model: ScreenModel | undefined;
  /** What the terminal shows now, or the last thing printed into a pipe. */
  #drawn: readonly string[] = [];
  #printedKey = "";
  #stopTicking: (() => void) | undefined;
  #closed = false;
  readonly #resized = (): void => {
    // The terminal has wrapped the old frame in its own way: where it begins now is unknown.
    this.#options.output.write("\x1b[2J\x1b[H");
    this.refresh();
  };

  constructor(options: TerminalScreenOptions) {
    const env = options.env ?? {};
    this.#options = options;
    this.#inPlace = options.output.isTTY === true && env.TERM !== "dumb";
    this.#color = this.#inPlace && !env.NO_COLOR;
    if (this.#inPlace) options.output.on?.("resize", this.#resized);
  }

  show(model: ScreenModel): void {
    if (this.#closed) return;
    this.#model = model;
    if (!this.#inPlace) {
      this.#print(model);
      return;
    }
    this.#tick(model.next !== undefined || model.since !== undefined);
    this.#draw();
  }

  /** Prints a line of other output above the frame. */
  writeLine(line: string): void {
    const frame = this.#inPlace && this.#drawn.length > 0;
    this.#options.output.write(`${frame ? `\x1b[${this.#drawn.length}F\x1b[J` : ""}${line}\n`);
    if (frame) this.refresh();
  }

  /** Draws the frame anew at the cursor, for when something else has moved it (a person pressed Enter). */
  refresh(): void {
    this.#drawn = [];
    if (this.#inPlace) this.#draw();
  }

  /** The last frame stays. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#tick(false);
    this.#options.output.off?.("resize", this.#resized);
  }

  #lines(model: ScreenModel): string[] {
    const { output, nowMs } = this.#options;
    const columns = output.columns || pipeColumns;
    const common = { columns: this.#inPlace ? columns : pipeColumns, color: this.#color, nowMs: nowMs() };
    // One line is left for the cursor, else the terminal would scroll.
    return renderScreen(model, this.#inPlace && output.rows ? { ...common, rows: output.rows - 1 } : common);
  }

  /** All lines of a frame are equally wide, so writing over them leaves nothing of the old ones: no erasing, no flicker. */
  #draw(): void {
    if (this.#model === undefined || this.#closed) return;
    const lines = this.#lines(this.#model);
    const old = this.#drawn;
    if (lines.length === old.length && lines.every((line, at) => line === old[at])) return;
    this.#drawn = lines;
    const { output } = this.#options;
    if (lines.length === old.length) {
      // Only what changed, and back to where the person may be typing.
      const changed = lines.map((line, at) => (line === old[at] ? "" : line)).join("\r\x1b[1B");
      output.write(`${beginUpdate}\x1b7\x1b[${old.length}F${changed}\x1b8${endUpdate}`);
      return;
    }
    const up = old.length > 0 ? `\x1b[${old.length}F` : "\r";
    output.write(`${beginUpdate}${up}${lines.map((line) => `${line}\n`).join("")}\x1b[J${endUpdate}`);
  }

  #print(model: ScreenModel): void {
    const key = JSON.stringify(coarse(model));
    if (key === this.#printedKey) return;
    this.#printedKey = key;
    this.#options.output.write(`${this.#lines(model).join("\n")}\n`);
  }

  #tick(wanted: boolean): void {
    if (wanted === (this.#stopTicking !== undefined)) return;
    this.#stopTicking?.();
    this.#stopTicking = wanted
      ? (this.#options.every ?? everyInterval)(tickMs, () => this.#draw())
      : undefined;
  }
}

/** Progress in tenths: a pipe gets a frame for each step, not for each packet. */
function coarse(model: ScreenModel): ScreenModel {
  if (model.progress === undefined) return model;
  const { percent, doneBytes } = model.progress;
  const progress =
    percent === undefined
      ? { doneBytes: Math.floor(doneBytes / 250_000) }
      : { doneBytes: 0, percent: Math.floor(percent / 10) };
  return { ...model, progress };
}

function everyInterval(intervalMs: number, run: () => void): () => void {
  const timer = setInterval(run, intervalMs);
  // A countdown alone must not keep the process alive.
  timer.unref();
  return () => clearInterval(timer);
}
