/**
 * The socket that the SDK's clients get in place of TCP or TLS. It covers what they can't stand:
 * - A write larger than the window throws in the SDK; here it waits in a queue, joined with what else is written in the same turn
 *   (the HTTP client writes every header apart: each would be a packet and, over TLS, a record).
 * - An exception of the client on odd data ends the line, not the machine.
 * - What comes in passes the line's feed first.
 * - An error or the end of the stream goes to the line alone. The clients answer it with two callbacks, or with one that says nothing.
 */
import { ByteQueue } from "./byte-queue.js";
import { GuardedTcp } from "./guarded-tcp.js";
import type { Line } from "./line.js";
import type { Bytes, LineSocketOptions, Socket } from "./sdk.js";
import { tlsOptions } from "./tls.js";

/** What clients are told that they may write. They compare it with a message; the real limit is the adapter's queue. */
const nominalWindowBytes = 0x10000;
/** TLS 1.2: header, nonce and tag (AES-GCM) or vector, MAC and padding (CBC). The SDK's socket counts 96 first and 32 later. */
const tlsOverheadBytes = 96;
const tlsCountedBytes = 32;
/** A write of less than this is not worth a packet while more is waiting. */
const writeMinBytes = 64;
/** Below the largest TLS record, and small beside a board's heap. */
const writeMaxBytes = 4096;

export class LineSocket implements Socket {
  readonly #line: Line;
  readonly #options: LineSocketOptions<Line>;
  /** As it came. */
  readonly #received = new ByteQueue();
  /** What the client may see. */
  readonly #incoming = new ByteQueue();
  readonly #outgoing = new ByteQueue();
  #lower: Socket | undefined;
  #window = 0;
  #ready = false;
  #flushScheduled = false;
  #processScheduled = false;
  /** The peer sends no more; what it sent before still counts. */
  #ended = false;
  #closed = false;
  #numbers = false;

  constructor(options: LineSocketOptions<Line>) {
    const line = options.line;
    this.#line = line;
    this.#options = options;
    const below: LineSocketOptions<Line> = {
      line,
      address: options.address,
      port: options.port,
      onReadable: () => this.#onReadable(),
      onWritable: (count) => this.#onWritable(count),
      onError: () => {
        this.#ended = true;
        this.#processSoon();
      },
    };
    if (line.over) return;
    this.#lower = line.settings.secure
      ? new line.stack.sdk.TlsSocket({ ...below, ...tlsOptions(line.settings.host), TCP: { io: GuardedTcp } })
      : new GuardedTcp(below);
  }

  get format(): "buffer" | "number" {
    return this.#numbers ? "number" : "buffer";
  }

  set format(format: "buffer" | "number") {
    this.#numbers = format === "number";
  }

  read(count?: number | Uint8Array): ArrayBuffer | number | undefined {
    if (this.#incoming.sizeBytes === 0) return undefined;
    if (this.#numbers) return this.#incoming.take(1)[0];
    if (count instanceof Uint8Array) {
      const bytes = this.#incoming.take(count.length);
      count.set(bytes);
      return bytes.length;
    }
    const bytes = this.#incoming.take(count ?? this.#incoming.sizeBytes);
    const { buffer } = bytes;
    if (bytes.length === buffer.byteLength && buffer instanceof ArrayBuffer) return buffer;
    return bytes.slice().buffer;
  }

  write(data: Bytes): number {
    const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
    const { feed } = this.#line.settings;
    this.#outgoing.append(feed.sending?.(bytes) ?? bytes);
    this.#line.queuedBytes = this.#outgoing.sizeBytes;
    this.#flushSoon();
    return nominalWindowBytes;
  }

  /** What is queued and fits still goes out. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#flush();
    this.#closed = true;
    this.#outgoing.clear();
    this.#incoming.clear();
    this.#received.clear();
    const lower = this.#lower;
    this.#lower = undefined;
    lower?.close();
  }

  #onWritable(count: number): void {
    this.#window = count;
    if (!this.#ready) {
      this.#ready = true;
      this.#line.stage = "talking";
      // From a turn of its own: on top of the end of a TLS handshake a board's JavaScript stack would not do.
      this.#line.after(0, () => this.#options.onWritable(nominalWindowBytes));
    } else this.#flushSoon();
  }

  #onReadable(): void {
    const data = this.#lower?.read();
    if (!(data instanceof ArrayBuffer)) return;
    this.#received.append(new Uint8Array(data));
    this.#processSoon();
  }

  /** From a turn of its own: TLS is deep in its stack here, and what the core does with a message goes on top of it. */
  #processSoon(): void {
    if (this.#processScheduled) return;
    this.#processScheduled = true;
    this.#line.after(0, () => {
      this.#processScheduled = false;
      this.#process();
    });
  }

  #process(): void {
    const line = this.#line;
    const bytes = this.#received.take(this.#received.sizeBytes);
    if (bytes.length > 0) {
      line.tell(line.settings.alive);
      line.settings.feed.received(bytes, (unit) => {
        if (line.over || this.#closed) return;
        this.#incoming.append(unit);
        this.#options.onReadable(this.#incoming.sizeBytes);
      });
    }
    if (this.#ended) line.fail({ kind: "unreachable", stage: "closed", detail: "closed by the peer" });
  }

  #flushSoon(): void {
    if (this.#flushScheduled || this.#outgoing.sizeBytes === 0) return;
    this.#flushScheduled = true;
    this.#line.stack.timers.after(0, () => {
      this.#flushScheduled = false;
      if (!this.#closed) this.#flush();
    });
  }

  #flush(): void {
    try {
      while (this.#lower !== undefined && this.#outgoing.sizeBytes > 0) {
        const room = Math.min(this.#window, writeMaxBytes);
        if (room <= 0 || (room < writeMinBytes && room < this.#outgoing.sizeBytes)) break;
        const left = this.#lower.write(this.#outgoing.take(room)) ?? 0;
        this.#window = this.#line.settings.secure ? left - (tlsOverheadBytes - tlsCountedBytes) : left;
      }
    } catch {
      this.#line.fail({ kind: "unreachable", stage: "closed", detail: "the connection takes no more data" });
    }
    this.#line.queuedBytes = this.#outgoing.sizeBytes;
  }
}
