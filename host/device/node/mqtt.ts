/** MQTT port over the npm package `mqtt`, on a socket of our own: so the stage of a failure is known and sizes are capped. */
import net from "node:net";
import tls from "node:tls";
import { type IClientOptions, MqttClient } from "mqtt";
import type {
  ChannelEnd,
  ChannelEvents,
  MqttChannel,
  MqttClients,
  MqttOptions,
} from "../../../src/core/ports.js";
import { type Ending, endOnce, type Fault, guarded } from "./callback.js";
import { networkFailure, type Stage } from "./failure.js";
import { watchFrames } from "./mqtt-frames.js";

/** How long a DISCONNECT may take to leave. */
const closeTimeoutMs = 2_000;
/** A packet is its payload, its topic (at most 65,535 bytes) and a few bytes of header. */
const packetOverheadBytes = 65_535 + 16;
const queueMaxBytes = 256 * 1024;

const noChannel: MqttChannel = { publish: () => false, subscribe: () => {}, ping: () => {}, close: () => {} };

/** The MQTT port: 3.1.1, clean session, QoS 0, no reconnecting of its own. */
export function nodeMqtt(fault: Fault): MqttClients {
  return {
    open(options, events) {
      try {
        return new Connection(options, events, fault);
      } catch {
        const failure = { kind: "malformed", detail: "bad MQTT settings" } as const;
        endOnce<ChannelEnd>(fault, (end) => events.closed(end)).settle(failure);
        return noChannel;
      }
    },
  };
}

class Connection implements MqttChannel {
  private readonly ending: Ending<ChannelEnd>;
  private readonly socket: net.Socket;
  private readonly client: MqttClient;
  private readonly timer: NodeJS.Timeout;
  private closeTimer: NodeJS.Timeout | undefined;
  private stage: Stage = "connecting";
  private opened = false;
  private closing = false;
  /** What goes before the end of the socket and says more than it. */
  private cause: ChannelEnd | undefined;

  constructor(
    private readonly options: MqttOptions,
    private readonly events: ChannelEvents,
    private readonly fault: Fault,
  ) {
    this.ending = endOnce<ChannelEnd>(fault, (end) => events.closed(end));
    this.timer = setTimeout(
      () => this.fail({ kind: "timeout", afterMs: options.connectTimeoutMs }),
      options.connectTimeoutMs,
    );
    this.socket = this.connect();
    this.client = new MqttClient(() => this.socket, clientOptions(options));
    this.listen();
  }

  publish(topic: string, payload: string): boolean {
    if (!this.client.connected || this.closing || this.socket.writableLength > queueMaxBytes) return false;
    this.client.publish(topic, payload, { qos: 0 });
    return true;
  }

  subscribe(topic: string): void {
    // A refusal changes nothing for us: gateways deliver without a subscription.
    if (this.client.connected && !this.closing) this.client.subscribe(topic, { qos: 0 }, () => {});
  }

  ping(): void {
    if (this.client.connected && !this.closing) this.client.sendPing();
  }

  close(): void {
    if (this.closing) return;
    this.closing = true;
    this.cause ??= { kind: "closed", code: 1000, reason: "" };
    this.closeTimer = setTimeout(() => this.socket.destroy(), closeTimeoutMs);
    if (this.client.connected) this.client.end(false);
    else this.socket.destroy();
  }

  private connect(): net.Socket {
    const { host, port, tls: secure } = this.options;
    const bare = host.replace(/^\[(.*)\]$/, "$1");
    // A port outside 0–65535 makes Node throw; the settings come from a server.
    const to = { host: bare, port: port >= 0 && port <= 65_535 ? Math.trunc(port) : 0 };
    const serverName = net.isIP(bare) === 0 ? { servername: bare } : {};
    const socket = secure ? tls.connect({ ...to, ...serverName }) : net.connect(to);
    socket.setNoDelay(true);
    socket.once("connect", () => {
      this.stage = secure ? "securing" : "talking";
    });
    socket.once("secureConnect", () => {
      this.stage = "talking";
    });
    return socket;
  }

  private listen(): void {
    const { messageMaxBytes } = this.options;
    const inBounds = watchFrames(messageMaxBytes + packetOverheadBytes);
    this.socket.prependListener("data", (bytes: Buffer) => {
      if (!inBounds(bytes)) this.fail({ kind: "tooLarge", limitBytes: messageMaxBytes });
      else this.tell(() => this.events.alive());
    });
    this.socket.on("error", (error) => {
      this.cause ??= this.opened
        ? { kind: "lost", detail: "connection lost" }
        : networkFailure(error, this.stage);
    });
    this.socket.on("close", () => this.finish());
    this.client.on("connect", () => {
      clearTimeout(this.timer);
      this.opened = true;
      this.tell(() => this.events.opened());
    });
    this.client.on("message", (_topic, payload, { retain }) => {
      if (payload.length > messageMaxBytes) this.fail({ kind: "tooLarge", limitBytes: messageMaxBytes });
      else if (!retain) this.tell(() => this.events.text(payload.toString("utf8")));
    });
    this.client.on("error", (error) => this.refuse(error));
  }

  private refuse(error: Error): void {
    const code: unknown = "code" in error ? error.code : undefined;
    if (typeof code === "number") this.fail({ kind: "refused", status: code });
    else if (error.message === "Keepalive timeout") this.fail({ kind: "lost", detail: "no PINGRESP" });
    else if (typeof code !== "string") this.fail({ kind: "malformed", detail: "not MQTT 3.1.1" });
    // With a text code it is the socket's own error, which its listener has seen.
  }

  private fail(end: ChannelEnd): void {
    this.cause ??= end;
    this.socket.destroy();
  }

  private tell(run: () => void): void {
    if (this.opened && this.cause === undefined && !this.ending.over()) guarded(this.fault, run);
  }

  private finish(): void {
    clearTimeout(this.timer);
    clearTimeout(this.closeTimer);
    this.client.end(true);
    const silent: ChannelEnd = this.opened
      ? { kind: "lost", detail: "closed by peer" }
      : { kind: "unreachable", stage: "closed", detail: "closed before CONNACK" };
    this.ending.settle(this.cause ?? silent);
  }
}

function clientOptions(options: MqttOptions): IClientOptions {
  return {
    protocolVersion: 4,
    clean: true,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    clientId: options.clientId,
    username: options.username,
    password: options.password,
    keepalive: options.keepAliveS,
    // Our own timer covers the whole way from the call to CONNACK.
    connectTimeout: options.connectTimeoutMs * 2,
  };
}
