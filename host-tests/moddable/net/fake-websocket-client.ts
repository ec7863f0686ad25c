/** The SDK's websocket client, as far as its faults go (examples/io/tcp/websocketclient/websocketclient.js, SDK 8.2.3). */
import { randomBytes } from "node:crypto";
import type { Line } from "../../../src/moddable/net/line.js";
import type {
  Bytes,
  Socket,
  WebSocketClient,
  WebSocketClientOptions,
} from "../../../src/moddable/net/sdk.js";

export class FakeWebSocketClient implements WebSocketClient {
  #socket: Socket | undefined;
  #state: "connecting" | "upgrading" | "connected" | "closing" | "closed" = "connecting";
  #line = "";
  #flags = 0;
  #window = 0;
  #fragmented = false;
  #binary: boolean | undefined;
  #bytes: Buffer = Buffer.alloc(0);
  #payload: Buffer | undefined;
  #sentClose = false;
  #closer: NodeJS.Timeout | undefined;

  constructor(readonly options: WebSocketClientOptions<Line>) {
    new options.dns.io(options.dns).resolve({
      host: options.host,
      onResolved: (_host, address) => {
        this.#socket = new options.socket.io({
          ...options.socket,
          address,
          port: options.port,
          onReadable: (count) => this.#onReadable(count),
          onWritable: (count) => this.#onWritable(count),
          onError: () => this.#error(),
        });
      },
      onError: () => this.#error(),
    });
  }

  close(): void {
    this.#state = "closed";
    clearTimeout(this.#closer);
    this.#socket?.close();
    this.#socket = undefined;
  }

  read(): ArrayBuffer | undefined {
    const payload = this.#payload;
    this.#payload = undefined;
    return payload && new Uint8Array(payload).buffer;
  }

  write(data: Bytes, options: { binary?: boolean; more?: boolean; opcode?: number }): number {
    const bytes = Buffer.from(data instanceof Uint8Array ? data : new Uint8Array(data));
    const size = bytes.length;
    const total = size + (size < 126 ? 6 : size < 65_536 ? 8 : 14);
    // Fault: closed, or larger than the window.
    if (this.#state !== "connected" || total > this.#window) throw new Error();
    let first = (options.opcode ?? 0) | 0x80;
    if (options.opcode === undefined) {
      first = (this.#fragmented ? 0 : (options.binary ?? true) ? 2 : 1) | (options.more ? 0 : 0x80);
      this.#fragmented = options.more === true;
    }
    const mask = randomBytes(4);
    // Fault: shifts by 48 and 40 are shifts by 16 and 8, so that a length from 65,536 on comes out wrong.
    const header =
      size < 126
        ? [first, size | 0x80]
        : size < 65_536
          ? [first, 0xfe, size >> 8, size]
          : [first, 0xff, 0, size >> 48, size >> 40, size >> 32, size >> 24, size >> 16, size >> 8, size];
    const masked = bytes.map((byte, index) => byte ^ (mask[index % 4] ?? 0));
    this.#window = this.#socket?.write(Buffer.concat([Buffer.from(header), mask, masked])) ?? 0;
    if (options.opcode === 8) this.#sentClose = true;
    return this.#window;
  }

  #onWritable(count: number): void {
    this.#window = count;
    if (this.#state === "connected") this.options.onWritable(count - 8);
    if (this.#state !== "connecting") return;
    this.#state = "upgrading";
    const { path, host, headers } = this.options;
    const request = [
      `GET ${path} HTTP/1.1`,
      `Host: ${host}`,
      "Upgrade: websocket",
      // Fault: common servers want `Upgrade` alone.
      "Connection: keep-alive, Upgrade",
      "Sec-WebSocket-Version: 13",
      `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
      ...[...headers].map(([name, value]) => `${name}: ${value}`),
      "",
      "",
    ];
    this.#socket?.write(new TextEncoder().encode(request.join("\r\n")));
  }

  #onReadable(count: number): void {
    const data = this.#socket?.read(count);
    if (!(data instanceof ArrayBuffer)) return;
    this.#bytes = Buffer.concat([this.#bytes, Buffer.from(data)]);
    while (this.#state === "upgrading" && this.#bytes.length > 0) this.#readHeader();
    while (this.#state === "connected" && this.#readFrame());
  }

  #readHeader(): void {
    const end = this.#bytes.indexOf("\n") + 1;
    if (end === 0) return;
    const line = this.#bytes.subarray(0, end).toString();
    this.#bytes = this.#bytes.subarray(end);
    if (this.#line === "") {
      this.#line = line;
      // Fault: the status is not told.
      if (line.split(" ").length < 3 || !line.includes(" 101 ")) this.#error();
    } else if (line === "\r\n") {
      // Fault: anything will do as accept key.
      if (this.#flags !== 7) this.#error();
      else {
        this.#state = "connected";
        this.options.onWritable(this.#window - 8);
      }
    } else {
      const [name = "", value = ""] = line.toLowerCase().split(":");
      if (name === "connection" && value.trim() === "upgrade") this.#flags |= 1;
      if (name === "sec-websocket-accept") this.#flags |= 2;
      if (name === "upgrade" && value.trim() === "websocket") this.#flags |= 4;
    }
  }

  /** Fault: it gives out whatever part of a frame is there; here only whole frames come. */
  #readFrame(): boolean {
    const [first = 0, short = 0] = this.#bytes;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (this.#bytes.length < Math.max(2, head)) return false;
    const length =
      head === 2 ? short : head === 4 ? this.#bytes.readUInt16BE(2) : Number(this.#bytes.readBigUInt64BE(2));
    if (this.#bytes.length < head + length) return false;
    const payload = this.#bytes.subarray(head, head + length);
    this.#bytes = this.#bytes.subarray(head + length);
    const opcode = first & 0x0f;
    if (opcode >= 8) this.#onControl(opcode, payload);
    else {
      if (opcode !== 0) this.#binary = opcode === 2;
      const half = Math.floor(length / 2);
      if (half > 0) this.#give(payload.subarray(0, half), true);
      this.#give(payload.subarray(half), first < 0x80);
    }
    return this.#socket !== undefined;
  }

  #give(payload: Buffer, more: boolean): void {
    this.#payload = payload.length > 0 ? payload : undefined;
    this.options.onReadable(payload.length, { more, binary: this.#binary });
  }

  #onControl(opcode: number, payload: Buffer): void {
    this.options.onControl(opcode, new Uint8Array(payload).buffer);
    if (this.#socket === undefined) return;
    if (opcode === 9) setTimeout(() => this.#state === "connected" && this.write(payload, { opcode: 10 }));
    if (opcode !== 8) return;
    if (this.#sentClose) {
      this.close();
      this.options.onClose();
      return;
    }
    this.write(payload, { opcode: 8 });
    this.#state = "closing";
    // Fault: it holds on for a second.
    this.#closer = setTimeout(() => {
      this.close();
      this.options.onClose();
    }, 1000);
  }

  #error(): void {
    this.close();
    this.options.onError();
  }
}
