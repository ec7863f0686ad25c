import type { Socket } from "node:net";
import { Duplex } from "node:stream";

const headerByteLimit = 4;
const flushTimeoutMs = 1_000;

/**
 * A TCP connection that ends as soon as an MQTT packet announces more than `limitBytes`. The broker's parser would
 * collect up to 256 MiB before anybody could object.
 */
export class LimitedConnection extends Duplex {
  readonly #socket: Socket;
  readonly #limitBytes: number;
  #bodyBytesLeft = 0;
  /** Bytes of the length field seen so far; -1 before the first byte of a packet. */
  #lengthBytes = -1;
  #length = 0;

  constructor(socket: Socket, limitBytes: number) {
    super();
    this.#socket = socket;
    this.#limitBytes = limitBytes;
    socket.on("data", (chunk: Buffer) => {
      if (!this.#accepts(chunk)) this.destroy();
      else if (!this.push(chunk)) socket.pause();
    });
    socket.on("end", () => this.push(null));
    socket.on("close", () => this.destroy());
    socket.on("error", () => this.destroy());
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, encoding, (error) => done(error ?? null));
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(() => done());
  }

  override _destroy(_error: Error | null, done: (error?: Error | null) => void): void {
    // Lets what was written (a CONNACK before a refusal) go out, but does not wait for a peer that does not read.
    this.#socket.destroySoon();
    setTimeout(() => this.#socket.destroy(), flushTimeoutMs).unref();
    done(null);
  }

  #accepts(chunk: Buffer): boolean {
    let offset = 0;
    while (offset < chunk.length) {
      if (this.#bodyBytesLeft > 0) {
        const taken = Math.min(this.#bodyBytesLeft, chunk.length - offset);
        this.#bodyBytesLeft -= taken;
        offset += taken;
        continue;
      }
      const byte = chunk.readUInt8(offset++);
      if (this.#lengthBytes < 0) {
        this.#lengthBytes = 0;
        this.#length = 0;
        continue;
      }
      this.#length += (byte & 0x7f) * 128 ** this.#lengthBytes;
      this.#lengthBytes++;
      if ((byte & 0x80) !== 0) {
        if (this.#lengthBytes >= headerByteLimit) return false;
        continue;
      }
      if (this.#length + this.#lengthBytes + 1 > this.#limitBytes) return false;
      this.#bodyBytesLeft = this.#length;
      this.#lengthBytes = -1;
    }
    return true;
  }
}
