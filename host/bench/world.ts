/**
 * A world in memory for one device: ports over a virtual clock, and a scripted cloud at the other end of them. Nothing depends
 * on the real time, so the same options give the same life.
 */
import { createHmac } from "node:crypto";
import type { DeviceConfig } from "../../src/core/device.js";
import type { Ports } from "../../src/core/device-ports.js";
import type { ChannelEvents, HttpRequest, HttpResult } from "../../src/core/ports.js";
import type { Transport } from "../../src/core/transport.js";
import { boardFacts } from "../simulation/board-facts.js";
import { seededRandom } from "../simulation/seeded-random.js";
import { serverHello, turn } from "../simulation/session-script.js";
import { createVirtualClock, type VirtualClock } from "../simulation/virtual-clock.js";
import { activateReply, checkReply, noAnswer } from "./cloud-script.js";

export const config: DeviceConfig = {
  otaUrl: "https://cloud.example/xiaozhi/ota/",
  language: "zh-CN",
  transport: "auto",
};

export interface WorldOptions {
  /** Of the device's random numbers. */
  readonly seed: number;
  /** From a message of the device to the answer. */
  readonly roundTripMs: number;
  /** Whether the cloud has `activate`; without it the device learns of its binding from the check only. */
  readonly hasActivateEndpoint: boolean;
  readonly transport: Transport;
  /** Until then nobody answers a request. Default 0. */
  readonly silentUntilMs?: number;
}

export interface World {
  readonly clock: VirtualClock;
  readonly ports: Ports;
  /** When each request was made. */
  readonly requestsAtMs: readonly number[];
  /** What the screen shows now (`view` of its model). */
  view(): string;
  /** From `atMs` on the cloud takes the device for bound. */
  bindAt(atMs: number): void;
  /** The cloud says this in the session, and it is there at once. */
  tell(message: object): void;
}

/** Time between two messages of the cloud in one turn. */
const messageGapMs = 200;

export function createWorld(options: WorldOptions): World {
  const clock = createVirtualClock();
  const random = seededRandom(options.seed);
  const records = new Map<string, string>();
  const requestsAtMs: number[] = [];
  let boundAtMs = Number.POSITIVE_INFINITY;
  let view = "";
  let tell: (text: string) => void = () => {};

  /** The cloud decides when the request arrives; the answer takes as long again. */
  function answer(request: HttpRequest, settled: (result: HttpResult) => void) {
    const arrivesAtMs = clock.monotonicMs() + options.roundTripMs / 2;
    requestsAtMs.push(clock.monotonicMs());
    return clock.after(options.roundTripMs, () => {
      const bound = arrivesAtMs >= boundAtMs;
      if (arrivesAtMs < (options.silentUntilMs ?? 0)) settled(noAnswer);
      else if (request.url.endsWith("/activate")) settled(activateReply(bound, options.hasActivateEndpoint));
      else settled(checkReply(bound, options.transport, arrivesAtMs));
    });
  }

  const ports: Ports = {
    clock,
    timers: clock,
    random: { bytes: (count) => Uint8Array.from({ length: count }, () => random() * 256) },
    http: { request: answer },
    webSockets: {
      open: (_options, events) => {
        const { send, ping, close, tellNow } = createVoice(clock, options.roundTripMs, "websocket", events);
        tell = tellNow;
        return { sendText: send, sendBinary: () => true, ping, close };
      },
    },
    mqtt: {
      open: (_options, events) => {
        const { send, ping, close, tellNow } = createVoice(clock, options.roundTripMs, "mqtt", events);
        tell = tellNow;
        return { publish: (_topic, payload) => send(payload), subscribe: () => {}, ping, close };
      },
    },
    storage: {
      read: (name) => records.get(name),
      write: (name, text) => records.set(name, text) === records,
      remove: (name) => void records.delete(name),
    },
    network: {
      start: (changed) => clock.after(0, () => changed("up")),
      facts: () => ({ kind: "wifi", ssidBytes, rssiDbm: -52, channel: 6, ip: "192.0.2.7" }),
    },
    facts: { read: () => boardFacts },
    firmware: { install: () => () => {}, markValid: () => {} },
    crypto: {
      deviceHmacSha256: (message) => createHmac("sha256", "key").update(message).digest(),
      aes128Ctr: (_key, _counter, data) => data,
    },
    screen: {
      show: (model) => {
        view = model.view;
      },
    },
    log: { write: () => {} },
    system: { restart: () => {} },
  };
  return {
    clock,
    ports,
    requestsAtMs,
    view: () => view,
    bindAt: (atMs) => {
      boundAtMs = atMs;
    },
    tell: (message) => tell(JSON.stringify(message)),
  };
}

/** The cloud's end of a session: opens, answers the hello, and holds one turn for each text it is told. */
function createVoice(clock: VirtualClock, roundTripMs: number, transport: Transport, events: ChannelEvents) {
  let over = false;
  const later = (delayMs: number, tell: () => void) =>
    clock.after(delayMs, () => {
      if (!over) tell();
    });
  const say = (delayMs: number, text: string) =>
    later(delayMs, () => {
      events.alive();
      events.text(text);
    });
  later(roundTripMs, () => events.opened());
  return {
    send(text: string): boolean {
      const { type } = JSON.parse(text) as { type: string };
      if (type === "hello") say(roundTripMs, serverHello(transport));
      if (type === "listen") {
        for (const [at, message] of turn.entries())
          say(roundTripMs + at * messageGapMs, JSON.stringify(message));
      }
      return true;
    },
    ping: () => void later(roundTripMs, () => events.alive()),
    tellNow(text: string) {
      events.alive();
      events.text(text);
    },
    close: () => {
      over = true;
    },
  };
}

const ssidBytes = Uint8Array.from("home network", (char) => char.charCodeAt(0));
