import type { MqttSettings, WebsocketSettings } from "../../../src/core/ota/settings.js";
import { createSessionHistory, type SessionHistory } from "../../../src/core/session/dialogue.js";
import type { DeviceMessage } from "../../../src/core/session/messages.js";
import { openMqttSession } from "../../../src/core/session/mqtt.js";
import type { Session, SessionEnd, SessionEvents } from "../../../src/core/session/session.js";
import { openWebsocketSession } from "../../../src/core/session/websocket.js";
import { type ScriptedChannel, scriptedMqttClients, scriptedWebSockets } from "../../fakes/channels.js";
import { VirtualTime } from "../../fakes/virtual-time.js";

/** Long enough to tell whether it leaks, even cut off. */
export const token = "c2VjcmV0LXRva2Vu.1752119934";
export const password = "cGFzc3dvcmQtb2YtbXF0dA==";
const username = "eyJpcCI6IjEuMi4zLjQifQ==";

export interface Stage<Options> {
  readonly time: VirtualTime;
  readonly history: SessionHistory;
  readonly session: Session;
  readonly server: ScriptedChannel<Options>;
  /** What the session told, in order: `opened s`, messages as data, `ended kind`. */
  readonly told: unknown[];
  /** The end, once told. Throws if it was told twice. */
  end(): SessionEnd | undefined;
}

interface Handlers {
  /** Runs first in every callback; may throw. */
  readonly during?: (told: string, session: Session) => void;
  /** Of the sessions before; and the clock that they had. */
  readonly history?: SessionHistory;
  readonly time?: VirtualTime;
}

function record(handlers: Handlers, session: () => Session) {
  const told: unknown[] = [];
  const ends: SessionEnd[] = [];
  const events: SessionEvents = {
    opened(sessionId) {
      told.push(`opened ${sessionId}`);
      handlers.during?.("opened", session());
    },
    message(message) {
      told.push(message);
      handlers.during?.("message", session());
    },
    rested() {
      told.push("rested");
      handlers.during?.("rested", session());
    },
    ended(end) {
      told.push(`ended ${end.kind}`);
      ends.push(end);
      handlers.during?.("ended", session());
    },
  };
  const end = () => {
    if (ends.length > 1) throw new Error(`ended told ${ends.length} times`);
    return ends[0];
  };
  return { told, events, end };
}

function first<Options>(channels: readonly ScriptedChannel<Options>[]): ScriptedChannel<Options> {
  const [channel] = channels;
  if (!channel) throw new Error("no channel was opened");
  return channel;
}

export function onWebsocket(settings: Partial<WebsocketSettings> = {}, handlers: Handlers = {}) {
  const time = handlers.time ?? new VirtualTime();
  const history = handlers.history ?? createSessionHistory(time);
  const webSockets = scriptedWebSockets();
  const { told, events, end } = record(handlers, () => session);
  const session: Session = openWebsocketSession(
    { webSockets, timers: time, clock: time, history },
    { url: "wss://voice.example/v1/ws/", token, version: 1, ...settings },
    { deviceId: "d4:06:06:b6:a9:fb", uuid: "0f1e2d3c-4b5a-4678-9abc-def012345678" },
    events,
  );
  return { time, history, session, server: first(webSockets.channels), told, end };
}

export const mqttSettings: MqttSettings = {
  host: "mqtt.example",
  port: 8883,
  tls: true,
  clientId: "GID_box@@@d4_06_06_b6_a9_fb@@@0f1e2d3c",
  username,
  password,
  publishTopic: "device-server",
  keepAliveS: 240,
};

export function onMqtt(settings: Partial<MqttSettings> = {}, handlers: Handlers = {}) {
  const time = handlers.time ?? new VirtualTime();
  const history = handlers.history ?? createSessionHistory(time);
  const mqtt = scriptedMqttClients();
  const { told, events, end } = record(handlers, () => session);
  const session: Session = openMqttSession(
    { mqtt, timers: time, clock: time, history },
    { ...mqttSettings, ...settings },
    events,
  );
  return { time, history, session, server: first(mqtt.channels), told, end };
}

export const websocketHello = { type: "hello", transport: "websocket", session_id: "s-7f3a" };
export const mqttHello = {
  type: "hello",
  transport: "udp",
  session_id: "s-81c0",
  udp: {
    server: "203.0.113.7",
    port: 8884,
    encryption: "aes-128-ctr",
    key: "000102030405060708090a0b0c0d0e0f",
    nonce: "0100000011223344aaaaaaaabbbbbbbb",
  },
};

/** Connected, hello sent, no answer yet. */
export const greeting = {
  websocket(settings?: Partial<WebsocketSettings>, handlers?: Handlers) {
    const stage = onWebsocket(settings, handlers);
    stage.server.open();
    return stage;
  },
  mqtt(settings?: Partial<MqttSettings>, handlers?: Handlers) {
    const stage = onMqtt(settings, handlers);
    stage.server.open();
    return stage;
  },
};

/** Hellos exchanged. */
export const open = {
  websocket(settings?: Partial<WebsocketSettings>, handlers?: Handlers) {
    const stage = greeting.websocket(settings, handlers);
    stage.server.say(websocketHello);
    return stage;
  },
  mqtt(settings?: Partial<MqttSettings>, handlers?: Handlers) {
    const stage = greeting.mqtt(settings, handlers);
    stage.server.say(mqttHello);
    return stage;
  },
};

export const transports = ["websocket", "mqtt"] as const;

export const said: DeviceMessage = { type: "listen", state: "detect", text: "hi" };
