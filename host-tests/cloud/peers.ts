import mqtt, { type MqttClient } from "mqtt";
import { WebSocket } from "ws";
import type { Cloud } from "../../host/cloud/cloud.js";
import { clientId, mac, ota, report } from "./harness.js";

/** Device ends of the two transports, which keep what arrives until a test asks for it. */

// biome-ignore lint/suspicious/noExplicitAny: a test reads what the server sent, and fails where it is not there
export type Message = any;

export interface Inbox {
  push(item: Message): void;
  /** The next item that `matches`; those before it are passed over. Rejects when nothing comes. */
  next(matches?: (item: Message) => boolean): Promise<Message>;
  readonly all: readonly Message[];
}

/** Only what never comes gets here. */
const patienceMs = 600_000;

export function createInbox(): Inbox {
  const all: Message[] = [];
  let position = 0;
  const waiting = new Set<() => void>();
  return {
    all,
    push(item) {
      all.push(item);
      for (const wake of [...waiting]) wake();
    },
    next(matches = () => true) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`nothing came; so far: ${JSON.stringify(all)}`));
        }, patienceMs);
        const look = () => {
          while (position < all.length) {
            const item = all[position++];
            if (!matches(item)) continue;
            clearTimeout(timer);
            waiting.delete(look);
            return resolve(item);
          }
        };
        waiting.add(look);
        look();
      });
    },
  };
}

export const ofType =
  (type: string, state?: string) =>
  (item: Message): boolean =>
    item.type === type && (state === undefined || item.state === state);

export interface SocketPeer {
  readonly inbox: Inbox;
  /** Resolves true when open, false when refused; `status` then tells the HTTP status. */
  readonly opened: Promise<boolean>;
  readonly closed: Promise<{ code: number; reason: string }>;
  status(): number | undefined;
  send(message: unknown): void;
  readonly socket: WebSocket;
}

export function connectSocket(url: string, headers: Record<string, string>): SocketPeer {
  const inbox = createInbox();
  const socket = new WebSocket(url, { headers });
  let status: number | undefined;
  socket.on("error", () => undefined);
  socket.on("unexpected-response", (_request, response) => {
    status = response.statusCode;
    socket.terminate();
  });
  socket.on("message", (data) => {
    const text = data.toString();
    try {
      inbox.push(JSON.parse(text));
    } catch {
      inbox.push(text);
    }
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() })),
  );
  const opened = Promise.race([
    new Promise<boolean>((resolve) => socket.on("open", () => resolve(true))),
    closed.then(() => false),
  ]);
  return {
    inbox,
    opened,
    closed,
    status: () => status,
    send: (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    socket,
  };
}

/** Fetches a token by an OTA check and connects with it. */
export async function connectDevice(
  cloud: Cloud,
  headers: Record<string, string> = {},
  query = "",
): Promise<SocketPeer> {
  const { body } = await ota(cloud);
  return connectSocket(`${body.websocket.url}${query}`, {
    authorization: `Bearer ${body.websocket.token}`,
    "device-id": mac,
    "client-id": clientId,
    "protocol-version": "1",
    ...headers,
  });
}

export const hello = {
  type: "hello",
  version: 1,
  transport: "websocket",
  features: { mcp: false },
  audio_params: { format: "opus", sample_rate: 16000, channels: 1, frame_duration: 60 },
};

export const mqttHello = { ...hello, version: 3, transport: "udp" };

export interface MqttPeer {
  readonly inbox: Inbox;
  readonly client: MqttClient;
  /** Return code of the CONNACK; rejects when none came before the connection was lost. */
  readonly connack: Promise<number>;
  readonly lost: Promise<void>;
  send(message: unknown, qos?: 0 | 1): void;
}

/** Connects with the credentials of an OTA reply, never subscribing: the gateway pushes by itself. */
export function connectMqtt(section: Message, options: mqtt.IClientOptions = {}): MqttPeer {
  const inbox = createInbox();
  const client = mqtt.connect(`mqtt://${section.endpoint}`, {
    clientId: section.client_id,
    username: section.username,
    password: section.password,
    protocolVersion: 4,
    reconnectPeriod: 0,
    connectTimeout: 3_000,
    ...options,
  });
  client.on("error", () => undefined);
  client.on("message", (topic, payload) => inbox.push({ topic, ...JSON.parse(payload.toString()) }));
  const lost = new Promise<void>((resolve) => client.on("close", () => resolve()));
  const connack = new Promise<number>((resolve, reject) => {
    client.on("packetreceive", (packet) => {
      if (packet.cmd === "connack") resolve(packet.returnCode ?? packet.reasonCode ?? -1);
    });
    lost.then(() => reject(new Error("connection lost before a CONNACK")));
  });
  connack.catch(() => undefined);
  return {
    inbox,
    client,
    connack,
    lost,
    send: (message, qos = 0) => {
      client.publish("device-server", typeof message === "string" ? message : JSON.stringify(message), {
        qos,
      });
    },
  };
}

export async function mqttSection(cloud: Cloud): Promise<Message> {
  return (await ota(cloud, report())).body.mqtt;
}
