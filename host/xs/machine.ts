import { Buffer } from "node:buffer";
import { type ChildProcess, spawn } from "node:child_process";
import type { Duplex } from "node:stream";
import type { XsProgram } from "./bundle.js";
import { failureOfExit, XsFailure } from "./failure.js";
import type { XsHeap } from "./heap.js";
import { createNetstringReader, encodeNetstring } from "./netstring.js";
import { mapStack, readLineMap, type SourceLine } from "./source-map.js";
import { readStats, type XsStats } from "./stats.js";

export interface XsMachineOptions {
  /** The worker, from `ensureXsEngine()`. */
  readonly path: string;
  readonly heap: XsHeap;
  /** Answers `issueCommand(bytes)` of the program, at once: XS stands still until then. Must not throw. */
  readonly onCommand?: (bytes: Uint8Array) => Uint8Array;
  /** Receives each `print(…)` of the program, in order with its commands. */
  readonly onPrint?: (text: string) => void;
  /** Called once, when the worker is gone: with the reason, or with nothing after `close()`. */
  readonly onExit?: (failure: XsFailure | undefined) => void;
  /** The longest any load, command or stats may take; default 30,000. The machine is ended when it takes longer. */
  readonly commandTimeoutMs?: number;
  /** Instructions one load or command may use (rounded up to 10,000); default: no limit. */
  readonly meterLimit?: number;
  /** Cap on one message in either direction; default 16 MiB. */
  readonly maxMessageBytes?: number;
}

export interface XsReply {
  /** What `handleCommand` returned as an ArrayBuffer, else empty. */
  readonly reply: Uint8Array;
  /** XS instructions used: the same on every run and every computer. */
  readonly meter: number;
}

interface Pending {
  resolve(reply: XsReply): void;
  reject(failure: XsFailure): void;
}

const noBytes = new Uint8Array(0);
const stderrLimitChars = 16_384;
const closeGraceMs = 2_000;

/** One XS engine in a process of its own. Every method that waits rejects with an `XsFailure`. */
export class XsMachine {
  /** Settles when the worker is gone; never rejects. */
  readonly exited: Promise<XsFailure | undefined>;
  readonly #child: ChildProcess;
  readonly #toWorker: Duplex;
  readonly #options: XsMachineOptions;
  readonly #maxMessageBytes: number;
  #turn: Promise<unknown> = Promise.resolve();
  #pending: Pending | undefined;
  #stderr = "";
  #programs = new Map<string, ReadonlyArray<SourceLine | undefined>>();
  /** Set when this side decided to end the worker, so that its exit is not taken for a crash. */
  #ending: { failure: XsFailure | undefined } | undefined;
  #end: { failure: XsFailure | undefined } | undefined;

  private constructor(child: ChildProcess, options: XsMachineOptions) {
    this.#child = child;
    this.#options = options;
    this.#maxMessageBytes = options.maxMessageBytes ?? 16 * 1024 * 1024;
    // A socket pair: writing after the worker died is an ordinary race, reported by its exit.
    this.#toWorker = child.stdio[3] as Duplex;
    this.#toWorker.on("error", () => {});
    const fromWorker = child.stdio[4] as Duplex;
    fromWorker.on("error", () => {});
    const read = createNetstringReader(this.#maxMessageBytes, (message) => this.#receive(message));
    fromWorker.on("data", (chunk: Buffer) => {
      if (this.#ending) return;
      try {
        read(chunk);
      } catch (error) {
        this.#abort(new XsFailure("protocol", "The XS worker sent something unreadable.", textOf(error)));
      }
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-stderrLimitChars);
    });
    this.exited = new Promise((resolve) => {
      child.once("close", (code, signal) => resolve(this.#finish(code, signal)));
    });
  }

  /** Starts a worker. Rejects with `start` when the file cannot be run. */
  static async start(options: XsMachineOptions): Promise<XsMachine> {
    const limit = options.meterLimit === undefined ? {} : { XS_METER_LIMIT: String(options.meterLimit) };
    const child = spawn(options.path, [], {
      stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"],
      // Nothing else of our environment is the worker's business.
      env: { ...options.heap, ...limit },
    });
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", (error) => {
        reject(
          new XsFailure(
            "start",
            "The XS worker could not be started; delete .cache/xs and try again.",
            error.message,
          ),
        );
      });
    });
    child.on("error", () => {});
    return new XsMachine(child, options);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /**
   * Runs a program. Its byte code stays outside of the heap, as in the flash of a device, unless `inPlace` is
   * false. `lines: false` leaves line numbers out, as in a release build: smaller, fewer instructions, no traces.
   */
  load(program: XsProgram, options: { inPlace?: boolean; lines?: boolean } = {}): Promise<{ meter: number }> {
    if (program.map !== undefined) this.#programs.set(program.name, readLineMap(program.map));
    const flags = `${options.inPlace === false ? "" : "x"}${options.lines === false ? "" : "l"}`;
    return this.#request("L", Buffer.from(`${flags}\0${program.name}\0${program.code}`));
  }

  /** Calls `globalThis.handleCommand(ArrayBuffer)` and runs all promise jobs. One command at a time; others wait. */
  command(bytes: Uint8Array): Promise<XsReply> {
    return this.#request("?", bytes);
  }

  /** Heap figures; by default after a garbage collection, so that only live objects count. */
  async stats(options: { collectGarbage?: boolean; resetPeaks?: boolean } = {}): Promise<XsStats> {
    const flags = `${options.collectGarbage === false ? "" : "g"}${options.resetPeaks ? "p" : ""}`;
    const { reply } = await this.#request("S", Buffer.from(flags));
    return readStats(Buffer.from(reply).toString("utf8"));
  }

  /** Ends the worker after the commands already given. Safe to call again and after a crash; never rejects. */
  async close(): Promise<void> {
    await this.#turn;
    if (this.#end) return;
    this.#ending ??= { failure: undefined };
    this.#toWorker.end();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), closeGraceMs);
    await this.exited;
    clearTimeout(timer);
  }

  /** Ends the worker at once; an unanswered command rejects with `killed`. */
  async kill(): Promise<void> {
    this.#abort(new XsFailure("killed", "The XS machine was ended while it worked."));
    await this.exited;
  }

  #request(kind: string, body: Uint8Array): Promise<XsReply> {
    const run = () => this.#ask(kind, body);
    const reply = this.#turn.then(run);
    this.#turn = reply.catch(() => {});
    return reply;
  }

  #ask(kind: string, body: Uint8Array): Promise<XsReply> {
    return new Promise((resolve, reject) => {
      if (this.#ending || this.#end) {
        const failure = (this.#end ?? this.#ending)?.failure;
        return reject(failure ?? new XsFailure("closed", "The XS machine is closed."));
      }
      if (body.byteLength >= this.#maxMessageBytes) {
        const limit = `${body.byteLength} of at most ${this.#maxMessageBytes - 1} bytes`;
        return reject(new XsFailure("host", "A message to the XS machine is too long.", limit));
      }
      const timeoutMs = this.#options.commandTimeoutMs ?? 30_000;
      const timer = setTimeout(() => {
        this.#abort(new XsFailure("timeout", `The program did not come to rest within ${timeoutMs} ms.`));
      }, timeoutMs);
      const settle = <T>(pass: (value: T) => void) => {
        return (value: T) => {
          clearTimeout(timer);
          this.#pending = undefined;
          pass(value);
        };
      };
      this.#pending = { resolve: settle(resolve), reject: settle(reject) };
      this.#toWorker.write(encodeNetstring(kind, body));
    });
  }

  #receive(message: Buffer): void {
    const kind = String.fromCharCode(message[0] ?? 0);
    const body = message.subarray(1);
    if (kind === "?") this.#answer(body);
    else if (kind === ">") this.#options.onPrint?.(body.toString("utf8"));
    else if (kind === "!") {
      const text = this.#mapped(body.toString("utf8"));
      this.#pending?.reject(new XsFailure("exception", "The program in XS threw an exception.", text));
    } else if (kind === ".") this.#reply(body);
    else throw new Error(`message of unknown kind ${JSON.stringify(kind)}`);
  }

  #reply(body: Buffer): void {
    const newline = body.indexOf(0x0a);
    if (newline < 0) throw new Error("reply without a count of instructions");
    const meter = Number(body.toString("latin1", 0, newline));
    // A copy: the reply must not keep the whole read buffer alive, nor change with it.
    this.#pending?.resolve({ meter, reply: Uint8Array.from(body.subarray(newline + 1)) });
  }

  #answer(bytes: Uint8Array): void {
    try {
      const answer = this.#options.onCommand?.(Uint8Array.from(bytes)) ?? noBytes;
      if (answer.byteLength >= this.#maxMessageBytes)
        throw new Error(`answer of ${answer.byteLength} bytes is too long`);
      this.#toWorker.write(encodeNetstring("/", answer));
    } catch (error) {
      this.#abort(new XsFailure("host", "The host failed to answer the program in XS.", textOf(error)));
    }
  }

  #abort(failure: XsFailure): void {
    if (this.#end || this.#ending) return;
    this.#ending = { failure };
    this.#pending?.reject(failure);
    this.#child.kill("SIGKILL");
  }

  #finish(code: number | null, signal: string | null): XsFailure | undefined {
    const failure = this.#ending
      ? this.#ending.failure
      : failureOfExit(code, signal, this.#mapped(this.#stderr));
    this.#end = { failure };
    this.#toWorker.destroy();
    this.#pending?.reject(failure ?? new XsFailure("closed", "The XS machine is closed."));
    this.#options.onExit?.(failure);
    return failure;
  }

  #mapped(text: string): string {
    let mapped = text;
    for (const [name, lines] of this.#programs) mapped = mapStack(mapped, name, lines);
    return mapped;
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
