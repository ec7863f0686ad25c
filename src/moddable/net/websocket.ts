/** Websocket port over the SDK's `embedded:network/websocket/client`; what it lacks is in `websocket-feed.ts` and `line-socket.ts`. */
import { frozen } from "../../core/frozen.js";
import { formatHost, parseUrl, type Url } from "../../core/net/url.js";
import type {
  ChannelEnd,
  ChannelEvents,
  WebSocketChannel,
  WebSocketOptions,
  WebSockets,
} from "../../core/ports.js";
import { decodeUtf8Lossy, encodeUtf8 } from "../../core/text/utf8.js";
import { ByteQueue } from "./byte-queue.js";
import { areHeadersSafe } from "./http.js";
import { Line, type NetStack } from "./line.js";
import { LineSocket } from "./line-socket.js";
import { SystemResolver } from "./resolver.js";
import type { WebSocketClient } from "./sdk.js";
import { webSocketFeed } from "./websocket-feed.js";

/** More than this waiting to be sent means that the peer does not read. One message alone may be larger. */
const queueMaxBytes = 16 * 1024;
/** The SDK's client writes a wrong length from 65,536 bytes on; below that a message is one frame, above it is fragments. */
const frameMaxBytes = 32 * 1024;
const closeTimeoutMs = 2_000;
/** RFC 6455 §5.5: a control frame carries 125 bytes, two of them the code. */
const reasonMaxBytes = 123;
const opcodes = frozen({ close: 8, ping: 9 } as const);
/** RFC 6455 §7.1.5: there was no code. */
const noCode = 1005;

/** The websocket port. No compression, no redirects; `connectTimeoutMs` covers everything up to the 101 answer. */
export function moddableWebSockets(stack: NetStack): WebSockets {
  return {
    open(options, events) {
      const url = parseUrl(options.url, ["ws", "wss"]);
      if (!url.ok) return refuse(stack, events, url.failure);
      if (!areHeadersSafe(options.headers)) return refuse(stack, events, "a header has a line break in it");
      return new Channel(stack, options, url.value, events);
    },
  };
}

function refuse(stack: NetStack, events: ChannelEvents, detail: string): WebSocketChannel {
  stack.timers.after(0, () => {
    try {
      events.closed({ kind: "malformed", detail });
    } catch (error) {
      stack.fault(error);
    }
  });
  return { sendText: () => false, sendBinary: () => false, ping() {}, close() {} };
}

class Channel implements WebSocketChannel {
  readonly #line: Line;
  readonly #events: ChannelEvents;
  readonly #message = new ByteQueue();
  #client: WebSocketClient | undefined;
  #open = false;
  /** We asked for the end. */
  #closing: ChannelEnd | undefined;

  constructor(stack: NetStack, options: WebSocketOptions, url: Url, events: ChannelEvents) {
    this.#events = events;
    const line = new Line(stack, {
      host: url.host,
      port: url.port,
      secure: url.scheme === "wss",
      feed: webSocketFeed({
        messageMaxBytes: options.messageMaxBytes,
        sha1: stack.sdk.sha1,
        fail: (end) => line.fail(end),
      }),
      alive: () => {
        if (this.#open) events.alive();
      },
      ended: (end) => events.closed(this.#endOf(end)),
      release: () => this.#client?.close(),
    });
    this.#line = line;
    const { connectTimeoutMs } = options;
    line.after(connectTimeoutMs, () => {
      if (!this.#open) line.fail({ kind: "timeout", afterMs: connectTimeoutMs });
    });
    line.guard(() => this.#connect(url, options.headers));
  }

  sendText(text: string): boolean {
    return this.#send(encodeUtf8(text), false);
  }

  sendBinary(bytes: Uint8Array): boolean {
    return this.#send(bytes, true);
  }

  ping(): void {
    if (this.#isReady())
      this.#line.guard(() => this.#client?.write(new Uint8Array(0), { opcode: opcodes.ping }));
  }

  close(code: number, reason: string): void {
    if (this.#closing !== undefined || this.#line.over) return;
    const sendable = isSendable(code) ? code : 1000;
    const text = clipped(reason);
    this.#closing = { kind: "closed", code: sendable, reason: text };
    if (!this.#open) {
      this.#line.fail(this.#closing);
      return;
    }
    const payload = new Uint8Array([sendable >> 8, sendable & 0xff, ...encodeUtf8(text)]);
    this.#line.after(closeTimeoutMs, () => this.#line.fail({ kind: "timeout", afterMs: closeTimeoutMs }));
    this.#line.guard(() => this.#client?.write(payload, { opcode: opcodes.close }));
  }

  #connect(url: Url, headers: Readonly<Record<string, string>>): void {
    const line = this.#line;
    this.#client = new line.stack.sdk.WebSocketClient({
      host: formatHost(url),
      port: url.port,
      path: url.path,
      headers: Object.entries(headers),
      dns: { io: SystemResolver, line },
      socket: { io: LineSocket, line },
      onReadable: (count, options) => line.guard(() => this.#onReadable(count, options)),
      onWritable: () => line.guard(() => this.#onWritable()),
      onControl: (opcode, data) => line.guard(() => this.#onControl(opcode, new Uint8Array(data))),
      // Our socket reports its own end to the line; what is left is the client's own judgement.
      onError: () => line.fail({ kind: "malformed", detail: "the websocket protocol is broken" }),
      onClose: () => line.fail({ kind: "lost", detail: "closed" }),
    });
  }

  #onWritable(): void {
    if (this.#open) return;
    this.#open = true;
    this.#line.tell(() => this.#events.opened());
  }

  #onReadable(count: number, { more, binary }: { more: boolean; binary: boolean | undefined }): void {
    const data = count > 0 ? this.#client?.read() : undefined;
    if (data !== undefined) this.#message.append(new Uint8Array(data));
    if (more) return;
    const bytes = this.#message.take(this.#message.sizeBytes);
    if (binary === true) {
      this.#line.tell(() => this.#events.binary(bytes.slice()));
      return;
    }
    const text = decodeUtf8Lossy(bytes);
    if (text.includes("\uFFFD") && !sameBytes(encodeUtf8(text), bytes))
      this.#line.fail({ kind: "malformed", detail: "a text message is not UTF-8" });
    else this.#line.tell(() => this.#events.text(text));
  }

  #onControl(opcode: number, data: Uint8Array): void {
    if (opcode !== opcodes.close) return;
    const code = data.length >= 2 ? ((data[0] ?? 0) << 8) | (data[1] ?? 0) : noCode;
    const end: ChannelEnd = { kind: "closed", code, reason: decodeUtf8Lossy(data.subarray(2)) };
    // Answered here: the client would do so by itself, but then it waits a second before it lets go.
    if (this.#closing === undefined) this.#client?.write(data.subarray(0, 2), { opcode: opcodes.close });
    this.#line.fail(end);
  }

  #send(bytes: Uint8Array, binary: boolean): boolean {
    const { queuedBytes } = this.#line;
    if (!this.#isReady() || (queuedBytes > 0 && queuedBytes + bytes.length > queueMaxBytes)) return false;
    this.#line.guard(() => {
      let at = 0;
      for (; bytes.length - at > frameMaxBytes; at += frameMaxBytes)
        this.#client?.write(bytes.slice(at, at + frameMaxBytes), { binary, more: true });
      this.#client?.write(at === 0 ? bytes : bytes.slice(at), { binary, more: false });
    });
    return !this.#line.over;
  }

  #isReady(): boolean {
    return this.#open && this.#closing === undefined && !this.#line.over;
  }

  /** Once open, a broken connection is a lost one; and if we asked for the end, every end is that one. */
  #endOf(end: ChannelEnd): ChannelEnd {
    if (this.#closing !== undefined) return this.#closing;
    return this.#open && end.kind === "unreachable" ? { kind: "lost", detail: end.detail } : end;
  }
}

/** Codes that RFC 6455 §7.4 lets an endpoint send. */
function isSendable(code: number): boolean {
  if (code >= 3000 && code < 5000) return true;
  return code >= 1000 && code <= 1014 && code !== 1004 && code !== noCode && code !== 1006;
}

function clipped(reason: string): string {
  let text = reason;
  while (encodeUtf8(text).length > reasonMaxBytes) text = [...text].slice(0, -1).join("");
  return text;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
