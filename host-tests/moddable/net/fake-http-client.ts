/** The SDK's HTTP client, as far as its faults go (examples/io/tcp/httpclient/httpclient.js, SDK 8.2.3). Written from its behaviour. */

import type { Line } from "../../../src/moddable/net/line.js";
import type {
  ClientOptions,
  HttpClient,
  HttpClientRequest,
  HttpExchange,
  Socket,
} from "../../../src/moddable/net/sdk.js";

export class FakeHttpClient implements HttpClient {
  #socket: Socket | undefined;
  #request: HttpClientRequest | undefined;
  #timer: NodeJS.Timeout | undefined;
  #text = "";
  #phase: "head" | "body" | "size" | "chunk" | "trailer" = "head";
  #readable = 0;
  #sent = false;
  #left = Number.POSITIVE_INFINITY;
  #closed = false;
  readonly #exchange: HttpExchange;

  constructor(readonly options: ClientOptions<Line>) {
    this.#exchange = {
      read: () => this.#read(),
      write: (data) => this.#socket?.write(data ?? new Uint8Array(0)) ?? 0,
    };
    new options.dns.io(options.dns).resolve({
      host: options.host,
      onResolved: (_host, address) => {
        // Fault: it opens the socket even after `close`.
        this.#socket = new options.socket.io({
          ...options.socket,
          address,
          port: options.port,
          onReadable: (count) => this.#onReadable(count),
          onWritable: () => this.#onWritable(),
          onError: () => this.#error(),
        });
      },
      onError: () => this.#error(),
    });
  }

  request(request: HttpClientRequest): void {
    this.#request = request;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
    this.#socket = undefined;
    this.#request = undefined;
  }

  /** Fault: the host header has no port. Each line is a write. The body is asked for. */
  #onWritable(): void {
    const request = this.#request;
    if (request === undefined || this.#sent) return;
    this.#sent = true;
    const say = (line: string): unknown => this.#socket?.write(new TextEncoder().encode(`${line}\r\n`));
    say(`${request.method} ${request.path} HTTP/1.1`);
    say(`host: ${this.options.host}`);
    let length = 0;
    for (const [name, value] of request.headers) {
      say(`${name}: ${value}`);
      if (name.toLowerCase() === "content-length") length = Number(value);
    }
    say("");
    if (length > 0) request.onWritable.call(this.#exchange, length);
  }

  #onReadable(count: number): void {
    this.#readable = count;
    while (this.#readable > 0) {
      if (this.#phase === "body" || this.#phase === "chunk") {
        this.#request?.onReadable.call(this.#exchange, Math.min(this.#readable, this.#left));
        return;
      }
      this.#readable -= 1;
      const data = this.#socket?.read(1);
      // Fault: it goes on with a socket that it has closed.
      if (!(data instanceof ArrayBuffer)) throw new TypeError("cannot coerce undefined to object");
      this.#text += String.fromCharCode(new Uint8Array(data)[0] ?? 0);
      if (
        this.#phase === "head"
          ? this.#text.endsWith("\r\n\r\n") || /^[^ ]*\r\n$/.test(this.#text)
          : this.#text.endsWith("\r\n")
      )
        this.#onBlock();
    }
  }

  #onBlock(): void {
    const text = this.#text;
    this.#text = "";
    if (this.#phase === "head") this.#onHead(text);
    else if (this.#phase === "size") {
      if (text === "\r\n") return;
      // Fault: what is no number is waited for, for ever.
      this.#left = Number.parseInt(text, 16);
      this.#phase = this.#left === 0 ? "trailer" : "chunk";
    } else if (text !== "\r\n")
      // Fault: trailers.
      throw new Error();
    else this.#done();
  }

  #onHead(text: string): void {
    const status = Number.parseInt(text.split(" ")[1] ?? "", 10);
    if (text.indexOf(" ", text.indexOf(" ") + 1) < 0) {
      this.#error();
      return;
    }
    const headers = new Map<string, string>();
    for (const line of text.split("\r\n").slice(1, -2)) {
      const [name = "", ...value] = line.split(":");
      // Fault: of two headers with one name the last wins.
      headers.set(name.toLowerCase(), value.join(":").trim());
    }
    const length = headers.get("content-length");
    // Fault: a 304 is waited for.
    if (status === 204 || status === 205) this.#left = 0;
    else if (length !== undefined) this.#left = Number.parseInt(length, 10);
    this.#phase = headers.get("transfer-encoding")?.toLowerCase() === "chunked" ? "size" : "body";
    this.#request?.onHeaders.call(this.#exchange, status, headers);
    if (this.#phase === "body" && this.#left === 0 && !this.#closed) this.#done();
  }

  #read(): ArrayBuffer | undefined {
    const count = Math.min(this.#readable, this.#left);
    const data = this.#socket?.read(count);
    this.#readable -= count;
    this.#left -= count;
    if (this.#left === 0 && this.#phase === "chunk") {
      this.#phase = "size";
      // Fault: it goes on from a timer, where nobody catches what it throws.
      if (this.#readable > 0) this.#timer = setTimeout(() => this.#onReadable(this.#readable));
    } else if (this.#left === 0) this.#timer = setTimeout(() => this.#done());
    return data instanceof ArrayBuffer ? data : undefined;
  }

  #done(): void {
    const request = this.#request;
    this.#request = undefined;
    request?.onDone.call(this.#exchange, null);
  }

  /** Fault: one error, two callbacks. */
  #error(): void {
    const request = this.#request;
    this.#request = undefined;
    request?.onDone.call(this.#exchange, new Error());
    this.options.onError();
    this.close();
  }
}
