/** MQTT port over the SDK's `embedded:network/mqtt/client`; what it hides or can't stand is in `mqtt-feed.ts` and `line-socket.ts`. */
import { frozen } from "../../core/frozen.js";
import { parseAuthority } from "../../core/net/url.js";
import type { ChannelEnd, ChannelEvents, MqttChannel, MqttClients, MqttOptions } from "../../core/ports.js";
import { decodeUtf8Lossy, encodeUtf8 } from "../../core/text/utf8.js";
import { ByteQueue } from "./byte-queue.js";
import { Line, type NetStack } from "./line.js";
import { LineSocket } from "./line-socket.js";
import { mqttFeed } from "./mqtt-feed.js";
import { SystemResolver } from "./resolver.js";
import type { MqttClient } from "./sdk.js";

/** More than this waiting to be sent means that the peer does not read. */
const queueMaxBytes = 16 * 1024;
const operations = frozen({ subscribe: 8, pingreq: 12, disconnect: 14 } as const);

/** The MQTT port: 3.1.1, clean session, QoS 0, no reconnecting of its own. */
export function moddableMqtt(stack: NetStack): MqttClients {
  return {
    open(options, events) {
      const authority = parseAuthority(options.host.includes(":") ? `[${bare(options.host)}]` : options.host);
      if (authority === undefined || authority.port !== undefined || !isPort(options.port))
        return refuse(stack, events, "bad MQTT host or port");
      return new Channel(stack, options, authority.host, events);
    },
  };
}

const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65_535;
const bare = (host: string): string => host.replace(/^\[(.*)\]$/, "$1");

function refuse(stack: NetStack, events: ChannelEvents, detail: string): MqttChannel {
  stack.timers.after(0, () => {
    try {
      events.closed({ kind: "malformed", detail });
    } catch (error) {
      stack.fault(error);
    }
  });
  return { publish: () => false, subscribe() {}, ping() {}, close() {} };
}

class Channel implements MqttChannel {
  readonly #line: Line;
  readonly #events: ChannelEvents;
  readonly #message = new ByteQueue();
  #client: MqttClient | undefined;
  #open = false;

  constructor(stack: NetStack, options: MqttOptions, host: string, events: ChannelEvents) {
    this.#events = events;
    const line = new Line(stack, {
      host,
      port: options.port,
      secure: options.tls,
      feed: mqttFeed({
        messageMaxBytes: options.messageMaxBytes,
        fail: (end) => line.fail(end),
        empty: () => line.tell(() => events.text("")),
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
    line.guard(() => this.#connect(options));
  }

  publish(topic: string, payload: string): boolean {
    const bytes = encodeUtf8(payload);
    const { queuedBytes } = this.#line;
    if (!this.#isReady() || (queuedBytes > 0 && queuedBytes + bytes.length > queueMaxBytes)) return false;
    this.#line.guard(() => this.#client?.write(bytes, { topic }));
    return !this.#line.over;
  }

  subscribe(topic: string): void {
    this.#control({ operation: operations.subscribe, items: [{ topic, QoS: 0 }] });
  }

  ping(): void {
    this.#control({ operation: operations.pingreq });
  }

  close(): void {
    this.#control({ operation: operations.disconnect });
    this.#line.fail({ kind: "closed", code: 1000, reason: "" });
  }

  #connect(options: MqttOptions): void {
    const line = this.#line;
    this.#client = new line.stack.sdk.MqttClient({
      host: line.settings.host,
      port: options.port,
      id: options.clientId,
      user: options.username,
      password: options.password,
      clean: true,
      keepAlive: options.keepAliveS * 1000,
      dns: { io: SystemResolver, line },
      socket: { io: LineSocket, line },
      onReadable: (count, { more }) => line.guard(() => this.#onReadable(count, more)),
      onWritable: () => line.guard(() => this.#onWritable()),
      onControl: () => {},
      // Our socket reports its own end to the line, our feed what is malformed; what is left is the client's keep-alive.
      onError: () => line.fail({ kind: "lost", detail: "no PINGRESP in time" }),
    });
  }

  /** The client calls this once it has a CONNACK. */
  #onWritable(): void {
    if (this.#open) return;
    this.#open = true;
    this.#line.tell(() => this.#events.opened());
  }

  #onReadable(count: number, more: boolean): void {
    const data = count > 0 ? this.#client?.read(count) : undefined;
    if (data !== undefined) this.#message.append(new Uint8Array(data));
    if (more) return;
    const text = decodeUtf8Lossy(this.#message.take(this.#message.sizeBytes));
    this.#line.tell(() => this.#events.text(text));
  }

  #control(options: Parameters<MqttClient["write"]>[1]): void {
    if (this.#isReady()) this.#line.guard(() => this.#client?.write(null, options));
  }

  #isReady(): boolean {
    return this.#open && !this.#line.over;
  }

  #endOf(end: ChannelEnd): ChannelEnd {
    return this.#open && end.kind === "unreachable" ? { kind: "lost", detail: end.detail } : end;
  }
}
