/**
 * HTTP port over the SDK's `embedded:network/http/client`: one connection an exchange.
 *
 * The client's `host` is `name:port`, since it writes it as it is into the `Host` header, without the port; our resolver and our
 * socket take the name from the line instead. Faults of the client and what covers them: docs/moddable-net.md.
 */
import { formatHost, parseUrl, type Url } from "../../core/net/url.js";
import type { Cancel, Http, HttpRequest, HttpResult, NetworkFailure } from "../../core/ports.js";
import { decodeUtf8Lossy, encodeUtf8 } from "../../core/text/utf8.js";
import { ByteQueue } from "./byte-queue.js";
import { type Framing, framingOf, httpFeed } from "./http-feed.js";
import { Line, type NetStack } from "./line.js";
import { LineSocket } from "./line-socket.js";
import { SystemResolver } from "./resolver.js";
import type { HttpClient } from "./sdk.js";

/** A server that says nothing for this long says nothing more. */
const idleTimeoutMs = 30_000;

/** The HTTP port. No redirects, no keep-alive, no `User-Agent` of its own. */
export function moddableHttp(stack: NetStack): Http {
  return {
    request(request, settled) {
      const url = parseUrl(request.url, ["http", "https"]);
      if (!url.ok) return refuse(stack, settled, url.failure);
      if (!areHeadersSafe(request.headers)) return refuse(stack, settled, "a header has a line break in it");
      const exchange = new Exchange(stack, request, url.value, settled);
      return exchange.cancel;
    },
  };
}

/** A header must not begin another one, nor end the request. */
export function areHeadersSafe(headers: Readonly<Record<string, string>>): boolean {
  return Object.entries(headers).every(
    ([name, value]) => /^[!#$%&'*+.^_`|~0-9a-z-]+$/i.test(name) && !/[\0\r\n]/.test(value),
  );
}

function refuse(stack: NetStack, settled: (result: HttpResult) => void, detail: string): Cancel {
  return stack.timers.after(0, () => {
    try {
      settled({ ok: false, failure: { kind: "malformed", detail } });
    } catch (error) {
      stack.fault(error);
    }
  });
}

class Exchange {
  readonly cancel: Cancel = () => this.#line.cancel();
  readonly #request: HttpRequest;
  readonly #line: Line;
  readonly #settled: (result: HttpResult) => void;
  readonly #body = new ByteQueue();
  #client: HttpClient | undefined;
  #head:
    | { readonly status: number; readonly headers: ReadonlyMap<string, string>; readonly framing: Framing }
    | undefined;
  #heard = true;

  constructor(stack: NetStack, request: HttpRequest, url: Url, settled: (result: HttpResult) => void) {
    this.#request = request;
    this.#settled = settled;
    const line = new Line(stack, {
      host: url.host,
      port: url.port,
      secure: url.scheme === "https",
      feed: httpFeed(
        () => this.#head?.framing.chunked === true,
        (end) => line.fail(end),
      ),
      alive: () => {
        this.#heard = true;
      },
      ended: (end) => this.#ended(end as NetworkFailure),
      release: () => this.#client?.close(),
    });
    this.#line = line;
    line.after(request.timeoutMs, () => line.fail({ kind: "timeout", afterMs: request.timeoutMs }));
    this.#watchIdle();
    line.guard(() => this.#send(url));
  }

  #send(url: Url): void {
    const line = this.#line;
    const { method, headers, body } = this.#request;
    const bytes = body === undefined ? undefined : encodeUtf8(body);
    const all = new Map(Object.entries(headers));
    all.set("Connection", "close");
    if (bytes !== undefined) all.set("Content-Length", String(bytes.length));
    this.#client = new line.stack.sdk.HttpClient({
      host: formatHost(url),
      port: url.port,
      dns: { io: SystemResolver, line },
      socket: { io: LineSocket, line },
      onError: () => line.fail({ kind: "malformed", detail: "the answer is not HTTP" }),
    });
    const exchange = this;
    this.#client.request({
      method,
      path: url.path,
      headers: all,
      onHeaders: (status, received) => line.guard(() => this.#onHeaders(status, received)),
      onReadable(count) {
        line.guard(() => exchange.#onBody(this.read(count)));
      },
      onWritable() {
        // Once; the line takes it whole.
        line.guard(() => bytes !== undefined && this.write(bytes));
      },
      onDone: (error) => {
        // With an error the client is told of what ended it elsewhere, or calls `onError` next.
        if (error === null) this.#succeed();
      },
    });
  }

  #onHeaders(status: number, headers: Map<string, string>): void {
    const line = this.#line;
    const framing = framingOf(headers);
    if (!(status >= 200 && status <= 599))
      line.fail({ kind: "malformed", detail: "the answer has no usable status" });
    else if (!framing.ok) line.fail({ kind: "malformed", detail: framing.failure });
    if (!framing.ok) return;
    this.#head = { status, headers, framing: framing.value };
    // The client waits for a body of 304 that never comes.
    if (status === 204 || status === 205 || status === 304) this.#succeed();
    else this.#limit(framing.value.lengthBytes ?? 0);
  }

  #onBody(data: ArrayBuffer | undefined): void {
    if (data === undefined) return;
    this.#limit(this.#body.sizeBytes + data.byteLength);
    if (this.#line.over) return;
    this.#body.append(new Uint8Array(data));
    // The client tells so only a turn later, and until then the peer's orderly end would look like a broken line.
    if (this.#body.sizeBytes === this.#head?.framing.lengthBytes) this.#succeed();
  }

  #limit(sizeBytes: number): void {
    const limitBytes = this.#request.bodyMaxBytes;
    if (sizeBytes > limitBytes) this.#line.fail({ kind: "tooLarge", limitBytes });
  }

  #succeed(): void {
    const head = this.#head;
    if (head === undefined) return;
    const { status } = head;
    this.#line.finish(() => {
      const body = decodeUtf8Lossy(this.#body.take(this.#body.sizeBytes));
      this.#settled({ ok: true, status, headers: Object.fromEntries(head.headers), body });
    });
  }

  #ended(failure: NetworkFailure): void {
    const head = this.#head;
    const byClose = head !== undefined && !head.framing.chunked && head.framing.lengthBytes === undefined;
    if (byClose && failure.kind === "unreachable" && failure.stage === "closed") {
      // HTTP/1.0 style: the end of the connection is the end of the body.
      const body = decodeUtf8Lossy(this.#body.take(this.#body.sizeBytes));
      this.#settled({ ok: true, status: head.status, headers: Object.fromEntries(head.headers), body });
    } else this.#settled({ ok: false, failure });
  }

  /** Ends an exchange that has been silent for one to two times the idle time. */
  #watchIdle(): void {
    this.#line.after(idleTimeoutMs, () => {
      if (!this.#heard) this.#line.fail({ kind: "timeout", afterMs: idleTimeoutMs });
      this.#heard = false;
      if (!this.#line.over) this.#watchIdle();
    });
  }
}
