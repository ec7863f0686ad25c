/** The screen port of the virtual device: draws into the terminal in place, or prints frame after frame into a pipe. */
import type { ScreenModel } from "../../../src/core/screen/model.js";
import { inputRow, type Typed } from "./input-row.js";
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
const toldMaxRows = 4;
const pipeColumns = 80;
/** "Begin/end synchronized update": terminals that know it show the frame at once, others ignore it. */
const beginUpdate = "\x1b[?2026h";
const endUpdate = "\x1b[?2026l";

/** Lifetime: from the first `show` to `close`. The cursor stays on the line below the frame, where a person may be typing. */
export class TerminalScreen {
  readonly #options: TerminalScreenOptions;
  /** Drawn over and over in the same place; otherwise a pipe or a dumb terminal gets one frame after the other. */
  readonly inPlace: boolean;
  readonly #color: boolean;
  #model: ScreenModel | undefined;
  /** What the terminal shows now, or the last thing printed into a pipe. */
  #drawn: readonly string[] = [];
  /** Undefined: nobody types here. */
  #typed: Typed | undefined;
  #hasTold = false;
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
    this.inPlace = options.output.isTTY === true && env.TERM !== "dumb";
    this.#color = this.inPlace && !env.NO_COLOR;
    if (this.inPlace) options.output.on?.("resize", this.#resized);
  }

  show(model: ScreenModel): void {
    if (this.#closed) return;
    this.#model = model;
    if (!this.inPlace) {
      this.#print(model);
      return;
    }
    this.#tick(model.next !== undefined || model.since !== undefined);
    this.#draw();
  }

  /** Prints a line of other output above the frame. */
  writeLine(line: string): void {
    this.#hasTold = true;
    const up = this.#drawn.length > 0 ? `\x1b[${this.#drawn.length}F` : "\r";
    this.#options.output.write(`${this.#inPlaceNow() ? `${up}\x1b[J` : ""}${line}\n`);
    if (this.inPlace) this.refresh();
  }

  /** Draws the frame anew at the cursor, for when something else has moved it. */
  refresh(): void {
    this.#drawn = [];
    if (this.inPlace) this.#draw();
    if (this.#model === undefined) this.#drawInput();
  }

  /**
   * What a person has typed so far, drawn below the frame and with it: a frame that grows or shrinks takes it along. Whoever calls
   * this has turned the terminal's own echo off.
   */
  type(typed: Typed): void {
    this.#typed = typed;
    if (this.inPlace && !this.#closed) this.#drawInput();
  }

  /** The last frame stays. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    // What was typed and not sent goes with the prompt.
    if (this.#typed !== undefined && this.inPlace) this.#options.output.write("\r\x1b[K");
    this.#tick(false);
    this.#options.output.off?.("resize", this.#resized);
  }

  #inPlaceNow(): boolean {
    return this.inPlace && (this.#drawn.length > 0 || this.#typed !== undefined);
  }

  #drawInput(): void {
    this.#options.output.write(this.#input());
  }

  #input(): string {
    if (this.#typed === undefined) return "";
    const { text, column } = inputRow(this.#typed, this.#options.output.columns || pipeColumns);
    return `\r${text}\x1b[K\x1b[${column + 1}G`;
  }

  #lines(model: ScreenModel): string[] {
    const { output, nowMs } = this.#options;
    const columns = output.columns || pipeColumns;
    const common = { columns: this.inPlace ? columns : pipeColumns, color: this.#color, nowMs: nowMs() };
    // One line is left for the cursor, else the terminal would scroll; and what was told last stays in sight above the frame.
    const told = this.#hasTold ? Math.min(toldMaxRows, Math.floor((output.rows ?? 0) / 6)) : 0;
    return renderScreen(
      model,
      this.inPlace && output.rows ? { ...common, rows: output.rows - 1 - told } : common,
    );
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
    output.write(
      `${beginUpdate}${up}${lines.map((line) => `${line}\n`).join("")}\x1b[J${this.#input()}${endUpdate}`,
    );
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
