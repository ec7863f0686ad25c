/**
 * The SDK's sockets over Node's, with what was measured of them: a small window, reads in pieces, an error callback without
 * argument that also means the end, and methods that throw after `close` or when they would block.
 */
import { constants } from "node:crypto";
import net from "node:net";
import { Duplex } from "node:stream";
import tls from "node:tls";
import type { Line } from "../../../src/moddable/net/line.js";
import type { Bytes, Socket, SocketOptions, TlsSocketOptions } from "../../../src/moddable/net/sdk.js";

/** As on Linux; a board has 5,744. */
const windowBytes = 1536;

const copy = (data: Bytes): Buffer => Buffer.from(data instanceof Uint8Array ? data : new Uint8Array(data));

/** What the three kinds of read have in common. */
abstract class Readable {
  format: "buffer" | "number" = "buffer";
  protected incoming: Buffer = Buffer.alloc(0);

  read(count?: number | Uint8Array): ArrayBuffer | number | undefined {
    if (this.incoming.length === 0) return undefined;
    if (this.format === "number") return this.take(1)[0];
    const wanted =
      count === undefined ? this.incoming.length : typeof count === "number" ? count : count.length;
    if (wanted <= 0 || wanted > this.incoming.length) throw new Error("invalid");
    const bytes = this.take(wanted);
    if (typeof count !== "object") return new Uint8Array(bytes).buffer;
    count.set(bytes);
    return wanted;
  }

  private take(count: number): Buffer {
    const bytes = this.incoming.subarray(0, count);
    this.incoming = this.incoming.subarray(count);
    return bytes;
  }
}

export class FakeTcp extends Readable implements Socket {
  #socket: net.Socket | undefined;
  #window = 0;
  #arrived: Buffer = Buffer.alloc(0);
  #ended = false;
  #told = false;

  constructor(readonly options: SocketOptions) {
    super();
    const socket = net.connect({ host: options.address, port: options.port });
    this.#socket = socket;
    socket.on("connect", () => this.#writable());
    socket.on("data", (bytes) => {
      this.#arrived = Buffer.concat([this.#arrived, bytes]);
      this.#pump();
    });
    const end = (): void => {
      this.#ended = true;
      this.#pump();
    };
    socket.on("error", end).on("end", end).on("close", end);
  }

  write(data: Bytes): number {
    const socket = this.#open();
    if (data.byteLength > this.#window) throw new Error("would block");
    this.#window -= data.byteLength;
    socket.write(copy(data), () => setImmediate(() => this.#writable()));
    return this.#window;
  }

  override read(count?: number | Uint8Array): ArrayBuffer | number | undefined {
    this.#open();
    return super.read(count);
  }

  close(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.end(() => socket.destroy());
  }

  #open(): net.Socket {
    if (this.#socket === undefined) throw new TypeError("no host data");
    return this.#socket;
  }

  #writable(): void {
    if (this.#socket === undefined || this.#ended) return;
    this.#window = windowBytes;
    this.options.onWritable(windowBytes);
  }

  /** At most a window's worth at a time, then, in a later turn, the rest; the end comes behind the data. */
  #pump(): void {
    setImmediate(() => {
      if (this.#socket === undefined) return;
      const step = Math.min(windowBytes - this.incoming.length, this.#arrived.length);
      if (step > 0) {
        this.incoming = Buffer.concat([this.incoming, this.#arrived.subarray(0, step)]);
        this.#arrived = this.#arrived.subarray(step);
        this.options.onReadable(this.incoming.length);
        this.#pump();
      } else if (this.#ended && !this.#told && this.incoming.length === 0) {
        this.#told = true;
        this.options.onError();
      }
    });
  }
}

/** TLS 1.2 as the SDK has it, on top of the class given as `TCP.io`; like the SDK's with `verify: false` it believes everybody. */
export class FakeTlsSocket extends Readable implements Socket {
  readonly #tls: tls.TLSSocket;
  readonly #below: Socket & { readable: number; writable: number };

  constructor(readonly options: TlsSocketOptions<Line>) {
    super();
    const lower = new options.TCP.io({
      ...options,
      onReadable: (count) => {
        // As the SDK does: into a view of its own.
        const bytes = new Uint8Array(count);
        this.#below.read(bytes);
        pipe.push(Buffer.from(bytes));
      },
      onWritable: (count) => {
        this.#below.writable = count;
        const next = waiting;
        waiting = undefined;
        next?.();
      },
      onError: () => options.onError(),
    }) as Socket & { readable: number; writable: number };
    this.#below = lower;
    let waiting: (() => void) | undefined;
    const send = (bytes: Buffer, done: () => void): void => {
      const step = Math.min(lower.writable, bytes.length);
      if (step > 0) lower.writable = lower.write(bytes.subarray(0, step)) ?? 0;
      if (step === bytes.length) done();
      else waiting = () => send(bytes.subarray(step), done);
    };
    const pipe = new Duplex({ read() {}, write: (bytes, _encoding, done) => send(bytes, done) });
    this.#tls = tls.connect({
      socket: pipe,
      maxVersion: "TLSv1.2",
      // The SDK does not know tickets.
      secureOptions: constants.SSL_OP_NO_TICKET,
      rejectUnauthorized: false,
      ...sni(options),
    });
    this.#tls.on("error", () => options.onError());
    this.#tls.on("secureConnect", () => options.onWritable(windowBytes - 96));
    this.#tls.on("data", (bytes) => {
      this.incoming = Buffer.concat([this.incoming, bytes]);
      options.onReadable(this.incoming.length);
    });
    this.#tls.on("end", () => options.onError());
  }

  write(data: Bytes): number {
    if (data.byteLength > windowBytes) throw new Error("would block");
    this.#tls.write(copy(data), () => setImmediate(() => this.options.onWritable(windowBytes - 96)));
    return windowBytes - data.byteLength - 32;
  }

  close(): void {
    this.#tls.destroy();
    this.#below.close();
  }
}

function sni({ secure: { serverName } }: TlsSocketOptions<Line>): { servername?: string } {
  return net.isIP(serverName) === 0 ? { servername: serverName } : {};
}
