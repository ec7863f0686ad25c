import { createCipheriv, createHmac } from "node:crypto";
import type { DeviceConfig } from "../../../src/core/device.js";
import type { Ports } from "../../../src/core/device-ports.js";
import type { HttpRequest, HttpResult, InstallEvents, NetworkState } from "../../../src/core/ports.js";
import type { Observed } from "../../../src/core/runner/observed.js";
import { scriptedMqttClients, scriptedWebSockets } from "../../fakes/channels.js";
import { VirtualTime } from "../../fakes/virtual-time.js";

export const config: DeviceConfig = {
  otaUrl: "https://cloud.example/xiaozhi/ota/",
  language: "en",
  transport: "auto",
};

export const binaryName = Uint8Array.of(0x57, 0x69, 0xff, 0x00, 0x46, 0x69);

export interface ScriptedRequest extends HttpRequest {
  settle(result: HttpResult): void;
}

/** A world in which nothing happens by itself. `events` lists every call of a port with an effect, in order. */
export function scriptedWorld() {
  const events: unknown[] = [];
  const note = (...what: unknown[]) => void events.push(JSON.parse(JSON.stringify(what)));
  const time = new VirtualTime({ utcMs: 1_000 });
  const webSockets = scriptedWebSockets();
  const mqtt = scriptedMqttClients();
  const requests: ScriptedRequest[] = [];
  const installs: InstallEvents[] = [];
  const records = new Map<string, string>();
  let random = 1;
  let changed: (state: NetworkState) => void = () => {};

  const ports: Ports = {
    clock: time,
    timers: time,
    random: {
      bytes: (count) => {
        note("random", count);
        return Uint8Array.from({ length: count }, () => {
          random = (random * 1_103_515_245 + 12_345) & 0x7fff_ffff;
          return random >> 16;
        });
      },
    },
    http: {
      request: (request, settle) => {
        note("http", request);
        requests.push({ ...request, settle });
        return () => note("http cancel");
      },
    },
    webSockets,
    mqtt,
    storage: {
      read: (name) => records.get(name),
      write: (name, text) => {
        note("write", name, text);
        records.set(name, text);
        return true;
      },
      remove: (name) => void records.delete(name),
    },
    network: {
      start: (call) => {
        changed = call;
        return () => note("network cancel");
      },
      facts: () => ({ kind: "wifi", ssidBytes: binaryName, rssiDbm: -51, channel: 6, ip: "192.0.2.7" }),
    },
    facts: {
      read: () => ({
        mac: "02:00:00:00:00:01",
        serialNumber: "s".repeat(32),
        flashSizeBytes: 16_777_216,
        application: { name: "test", version: "1.0.0", compileTimeMs: 1_700_000_000_000 },
        board: { type: "virtual", name: "virtual" },
      }),
    },
    firmware: {
      install: (offer, events) => {
        note("install", offer);
        installs.push(events);
        return () => note("install cancel");
      },
      markValid: () => note("markValid"),
    },
    crypto: {
      deviceHmacSha256: (message) => createHmac("sha256", "key").update(message).digest(),
      aes128Ctr: (key, counter, data) => {
        const cipher = createCipheriv("aes-128-ctr", key, counter);
        return Buffer.concat([cipher.update(data), cipher.final()]);
      },
    },
    screen: { show: (model) => note("screen", model) },
    log: { write: (level, line) => note("log", level, line) },
    system: { restart: (reason) => note("restart", reason) },
  };
  return {
    ports,
    events,
    time,
    webSockets,
    mqtt,
    requests,
    installs,
    observe: (observed: Observed) => note("observed", observed),
    network: (state: NetworkState) => changed(state),
  };
}

export type ScriptedWorld = ReturnType<typeof scriptedWorld>;

export const ok = (body: object): HttpResult => ({
  ok: true,
  status: 200,
  headers: {},
  body: JSON.stringify(body),
});
