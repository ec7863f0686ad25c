/** A whole device on fake ports: the test plays person, network and cloud, and moves the clock. */
import { createDevice, type Device, type DeviceConfig } from "../../src/core/device.js";
import type { Ports } from "../../src/core/device-ports.js";
import type {
  DeviceFacts,
  HttpRequest,
  HttpResult,
  InstallEvents,
  LogLevel,
  NetworkState,
  RecordName,
  Screen,
} from "../../src/core/ports.js";
import type { Observed } from "../../src/core/runner/observed.js";
import type { ScreenModel } from "../../src/core/screen/model.js";
import { type ScriptedWebSockets, scriptedMqttClients, scriptedWebSockets } from "./channels.js";
import { VirtualTime } from "./virtual-time.js";

export const otaUrl = "http://cloud.example/xiaozhi/ota/";
export const compileTimeMs = Date.UTC(2026, 0, 15, 8, 30);

export const facts: DeviceFacts = {
  mac: "D4:06:06:B6:A9:FB",
  application: { name: "moddable-xrobo", version: "1.0.0", compileTimeMs },
  board: { type: "esp-box-3", name: "esp-box-3" },
};

/** One request the device made and that nobody has answered yet. */
export interface Asked {
  readonly request: HttpRequest;
  answer(status: number, body: unknown, headers?: Record<string, string>): void;
  fail(result: Extract<HttpResult, { ok: false }>["failure"]): void;
  readonly cancelled: boolean;
  readonly answered: boolean;
}

export interface World {
  readonly device: Device;
  readonly time: VirtualTime;
  readonly webSockets: ScriptedWebSockets;
  readonly mqtt: ReturnType<typeof scriptedMqttClients>;
  readonly records: Map<RecordName, string>;
  /** Names of the records written, in order. */
  readonly writes: RecordName[];
  readonly requests: Asked[];
  readonly screens: ScreenModel[];
  readonly observed: Observed[];
  readonly log: { level: LogLevel; line: string }[];
  readonly restarts: string[];
  readonly installs: {
    version: string;
    url: string;
    events: InstallEvents;
    /** How often the device cancelled it, ended or not. */
    cancels: number;
  }[];
  validMarks: number;
  /** Flash takes nothing more. */
  flashFails: boolean;
  /** Requests and timers that were cancelled although they had ended by themselves: somebody has kept them. */
  readonly lateCancels: string[];
  /** The link changes; a new `start` of the device is told the present state at once. */
  network(state: NetworkState): void;
  /** The last request, unanswered so far. */
  asked(): Asked;
  screen(): ScreenModel;
  state(): string;
}

export interface WorldOptions {
  readonly config?: Partial<DeviceConfig>;
  readonly facts?: Partial<DeviceFacts>;
  readonly records?: Iterable<readonly [RecordName, string]>;
  /** For a second power-on of the same device. */
  readonly seed?: number;
  /** What this screen can do besides showing. */
  readonly screen?: Pick<Screen<ScreenModel>, "textFont" | "learn">;
}

export function createWorld(options: WorldOptions = {}): World {
  const time = new VirtualTime();
  const webSockets = scriptedWebSockets();
  const mqtt = scriptedMqttClients();
  const records = new Map(options.records ?? []);
  let linkState: NetworkState = "up";
  let tellLink: (state: NetworkState) => void = () => {};
  let lastByte = options.seed ?? 0;
  const world: Omit<World, "device"> = {
    time,
    webSockets,
    mqtt,
    records,
    writes: [],
    requests: [],
    screens: [],
    observed: [],
    log: [],
    restarts: [],
    installs: [],
    validMarks: 0,
    flashFails: false,
    lateCancels: [],
    network: (state) => {
      linkState = state;
      tellLink(state);
    },
    asked: () => {
      const last = world.requests.at(-1);
      if (last === undefined) throw new Error("the device asked nothing");
      return last;
    },
    screen: () => {
      const last = world.screens.at(-1);
      if (last === undefined) throw new Error("nothing was shown");
      return last;
    },
    state: () => {
      const states = world.observed.filter((it) => it.event === "state");
      return states.at(-1)?.state ?? "starting";
    },
  };
  const ports: Ports = {
    clock: time,
    timers: {
      after(delayMs, run) {
        let over = false;
        const cancel = time.after(delayMs, () => {
          over = true;
          run();
        });
        return () => {
          if (over) world.lateCancels.push("timer");
          cancel();
        };
      },
    },
    random: {
      bytes: (count) => Uint8Array.from({ length: count }, () => (lastByte = (lastByte * 73 + 41) & 255)),
    },
    http: {
      request: (request, settled) => {
        let live = true;
        const settle = (result: HttpResult) => {
          if (!live) return;
          live = false;
          settled(result);
        };
        let cancelled = false;
        world.requests.push({
          request,
          answer: (status, body, headers = {}) =>
            settle({
              ok: true,
              status,
              headers,
              body: typeof body === "string" ? body : JSON.stringify(body),
            }),
          fail: (failure) => settle({ ok: false, failure }),
          get cancelled() {
            return cancelled;
          },
          get answered() {
            return !live && !cancelled;
          },
        });
        return () => {
          if (!live && !cancelled) world.lateCancels.push("request");
          cancelled ||= live;
          live = false;
        };
      },
    },
    webSockets,
    mqtt,
    storage: {
      read: (name) => records.get(name),
      write: (name, text) => {
        if (world.flashFails) return false;
        records.set(name, text);
        world.writes.push(name);
        return true;
      },
      remove: (name) => void records.delete(name),
    },
    network: {
      start: (changed) => {
        tellLink = changed;
        const cancel = time.after(0, () => changed(linkState));
        return () => {
          cancel();
          tellLink = () => {};
        };
      },
      facts: () => ({ kind: "wifi", ssidBytes: new Uint8Array([0x68, 0x69]), rssiDbm: -50 }),
    },
    facts: { read: () => ({ ...facts, ...options.facts }) },
    firmware: {
      install: (offer, events) => {
        const install = { ...offer, events, cancels: 0 };
        world.installs.push(install);
        return () => {
          install.cancels += 1;
        };
      },
      markValid: () => {
        world.validMarks += 1;
      },
    },
    crypto: { deviceHmacSha256: () => undefined, aes128Ctr: (_key, _counter, data) => data },
    screen: { show: (model) => void world.screens.push(model), ...options.screen },
    log: { write: (level, line) => void world.log.push({ level, line }) },
    system: { restart: (reason) => void world.restarts.push(reason) },
  };
  const config: DeviceConfig = { otaUrl, language: "en", transport: "auto", ...options.config };
  const device = createDevice(ports, config, (observed) => void world.observed.push(observed));
  return Object.assign(world, { device });
}

export const websocketSection = { url: "wss://voice.example/v1/", token: "tok-SECRET-1", version: 1 };
export const boundReply = { websocket: websocketSection };
export const unboundReply = {
  activation: { code: "012345", message: "http://console.example\n012345", challenge: "c1" },
  websocket: websocketSection,
};

/** From power-on to the first check. */
export function powerOn(options: WorldOptions = {}): World {
  const world = createWorld(options);
  world.device.start();
  world.time.advance(1);
  return world;
}

/** The scripted cloud answers the check, accepts the websocket and says hello. */
export function goOnline(world: World, reply: unknown = boundReply): void {
  world.asked().answer(200, reply);
  const channel = world.webSockets.channels.at(-1);
  channel?.open();
  channel?.say({ type: "hello", transport: "websocket", session_id: "s-1" });
}
