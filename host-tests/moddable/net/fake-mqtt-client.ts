/** The SDK's MQTT client, as far as its faults go (examples/io/tcp/mqttclient/mqttclient.js, SDK 8.2.3). */

import type { Line } from "../../../src/moddable/net/line.js";
import type { Bytes, MqttClient, MqttClientOptions, Socket } from "../../../src/moddable/net/sdk.js";

export class FakeMqttClient implements MqttClient {
  #socket: Socket | undefined;
  #state: "connecting" | "login" | "connected" | "closed" = "connecting";
  #window = 0;
  #bytes: Buffer = Buffer.alloc(0);
  #payload: Buffer | undefined;
  #stuck = false;

  constructor(readonly options: MqttClientOptions<Line>) {
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
    this.#socket?.close();
    this.#socket = undefined;
  }

  read(): ArrayBuffer | undefined {
    const payload = this.#payload;
    this.#payload = undefined;
    return payload && new Uint8Array(payload).buffer;
  }

  write(data: Bytes | null, options: Parameters<MqttClient["write"]>[1]): number {
    // Fault: a TypeError after an error, an Error before CONNACK.
    if (this.#state === "closed") throw new TypeError("cannot coerce undefined to object");
    if (this.#state !== "connected") throw new Error();
    if (options.operation === 8) {
      const topics = (options.items ?? []).map(({ topic, QoS }) =>
        Buffer.concat([text(topic), Buffer.from([QoS])]),
      );
      return this.#send(0x82, Buffer.concat([Buffer.from([0, 1]), ...topics]));
    }
    if (options.operation !== undefined) return this.#send(options.operation << 4, Buffer.alloc(0));
    const payload = data instanceof Uint8Array ? Buffer.from(data) : Buffer.from(data ?? new ArrayBuffer(0));
    return this.#send(0x30, Buffer.concat([text(options.topic ?? ""), payload]));
  }

  #send(first: number, body: Buffer): number {
    const packet = Buffer.concat([Buffer.from([first, ...lengthOf(body.length)]), body]);
    if (packet.length > this.#window) throw new Error("overflow");
    this.#window = this.#socket?.write(packet, { more: false }) ?? 0;
    return this.#window;
  }

  #onWritable(count: number): void {
    this.#window = count;
    if (this.#state !== "connecting") return;
    this.#state = "login";
    const { id, user, password, keepAlive } = this.options;
    const seconds = Math.ceil(keepAlive / 1000);
    const flags = 2 | (user === "" ? 0 : 0x80) | (password === "" ? 0 : 0x40);
    const fields = [id, user, password].filter((field) => field !== "").map(text);
    const head = Buffer.from([0, 4, 77, 81, 84, 84, 4, flags, seconds >> 8, seconds & 0xff]);
    this.#send(0x10, Buffer.concat([head, ...fields]));
  }

  #onReadable(count: number): void {
    const data = this.#socket?.read(count);
    if (!(data instanceof ArrayBuffer) || this.#stuck) return;
    this.#bytes = Buffer.concat([this.#bytes, Buffer.from(data)]);
    while (this.#socket !== undefined && this.#readPacket());
  }

  #readPacket(): boolean {
    let length = 0;
    let head = 1;
    for (; ; head += 1) {
      const byte = this.#bytes[head];
      if (byte === undefined) return false;
      length += (byte & 0x7f) * 128 ** (head - 1);
      if (byte < 0x80) break;
    }
    head += 1;
    if (this.#bytes.length < head + length) return false;
    const type = (this.#bytes[0] ?? 0) >> 4;
    const body = this.#bytes.subarray(head, head + length);
    this.#bytes = this.#bytes.subarray(head + length);
    if (type === 2) this.#onConnack(body[1] ?? 0);
    else if (type === 3) this.#onPublish(body.subarray(2 + body.readUInt16BE(0)));
    else this.options.onControl({ operation: type });
    return !this.#stuck;
  }

  #onConnack(code: number): void {
    // Fault: which refusal it was is not told.
    if (code !== 0) {
      this.#error();
      return;
    }
    this.#state = "connected";
    this.options.onControl({ operation: 2 });
    this.options.onWritable(this.#window);
  }

  #onPublish(payload: Buffer): void {
    // Fault: behind a message without payload nothing is read any more.
    if (payload.length === 0) this.#stuck = true;
    // Fault: in pieces.
    const half = Math.floor(payload.length / 2);
    const pieces = half > 0 ? [payload.subarray(0, half), payload.subarray(half)] : [payload];
    for (const [index, piece] of pieces.entries()) {
      if (piece.length === 0) return;
      this.#payload = piece;
      this.options.onReadable(piece.length, { more: index < pieces.length - 1 });
    }
  }

  #error(): void {
    this.options.onError();
    this.close();
  }
}

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
};

function lengthOf(count: number): number[] {
  return count < 128 ? [count] : [(count % 128) | 0x80, ...lengthOf(Math.floor(count / 128))];
}
