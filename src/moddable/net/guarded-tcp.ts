/**
 * TCP that never lets an exception out of a callback: under TLS and under plain protocols alike. Without it a wrong certificate or
 * a malformed answer ends the machine, which on a board is a restart.
 */
import type { Line } from "./line.js";
import { textOf } from "./line.js";
import type { LineSocketOptions, Socket } from "./sdk.js";
import { alertText, type RecordWatch, watchRecords } from "./tls-records.js";

export class GuardedTcp implements Socket {
  /** The SDK's TLS socket keeps its counts in these two properties of the socket below it. */
  readable = 0;
  writable = 0;
  readonly #line: Line;
  readonly #options: LineSocketOptions<Line>;
  readonly #watch: RecordWatch | undefined;
  #tcp: Socket | undefined;
  #bytesRead = 0;

  constructor(options: LineSocketOptions<Line>) {
    const line = options.line;
    this.#line = line;
    this.#options = options;
    this.#watch = line.settings.secure ? watchRecords(line.stack, line.settings.host) : undefined;
    try {
      this.#tcp = new line.stack.sdk.Tcp({
        address: options.address,
        port: options.port,
        nodelay: true,
        onReadable: (count) => this.#guard(() => this.#onReadable(count)),
        onWritable: (count) => this.#guard(() => this.#onWritable(count)),
        onError: () => this.#guard(() => this.#onError()),
      });
    } catch (error) {
      line.fail({ kind: "unreachable", stage: "tcp", detail: `no connection (${textOf(error)})` });
    }
  }

  get format(): "buffer" | "number" {
    return this.#tcp?.format ?? "buffer";
  }

  set format(format: "buffer" | "number") {
    if (this.#tcp !== undefined) this.#tcp.format = format;
  }

  read(count?: number | Uint8Array): ArrayBuffer | number | undefined {
    const data = count === undefined ? this.#tcp?.read() : this.#tcp?.read(count);
    if (data === undefined) return undefined;
    if (count instanceof Uint8Array) {
      this.#bytesRead += count.length;
      this.#watch?.read(count);
    } else this.#bytesRead += typeof data === "number" ? 1 : data.byteLength;
    return data;
  }

  write(data: ArrayBuffer | Uint8Array): number | undefined {
    this.#watch?.sent(data instanceof Uint8Array ? data : new Uint8Array(data));
    return this.#tcp?.write(data);
  }

  /** Idempotent. */
  close(): void {
    const tcp = this.#tcp;
    this.#tcp = undefined;
    tcp?.close();
  }

  /**
   * TLS gets at most up to the end of a record at a time. Otherwise it reads the next record from a timer of its own, outside of
   * this guard, and one bad record behind a good one would end the machine.
   */
  #onReadable(count: number): void {
    if (this.#watch === undefined) {
      this.#options.onReadable(count);
      return;
    }
    for (let left = count; left > 0 && !this.#line.over && this.#tcp !== undefined; ) {
      const before = this.#bytesRead;
      this.#options.onReadable(Math.min(left, this.#watch.untilBoundary()));
      this.#watch.check();
      if (this.#bytesRead === before) return;
      left -= this.#bytesRead - before;
    }
  }

  #onWritable(count: number): void {
    if (this.#line.stage === "connecting")
      this.#line.stage = this.#watch === undefined ? "talking" : "securing";
    this.#options.onWritable(count);
  }

  /** The SDK says no more than that it is over: refused, reset and orderly end look alike. */
  #onError(): void {
    const { stage } = this.#line;
    if (stage === "securing")
      this.#line.fail({ kind: "tls", detail: "closed by the server in the handshake" });
    // Behind what came before it, which may still wait to be read.
    else if (stage === "talking") this.#options.onError();
    else this.#line.fail({ kind: "unreachable", stage: "tcp", detail: "the connection is refused" });
  }

  /** What gets up to here came from TLS or, without TLS, from nothing we know: `LineSocket` guards what is above. */
  #guard(run: () => void): void {
    if (this.#line.over) return;
    try {
      run();
    } catch (error) {
      if (this.#watch === undefined) this.#line.fail({ kind: "malformed", detail: textOf(error) });
      else this.#line.fail({ kind: "tls", detail: alertText(textOf(error)) });
    }
  }
}
