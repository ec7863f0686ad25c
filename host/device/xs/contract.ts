/**
 * What the two halves of the bridge say to each other: the device core inside XS (the guest) and the process that
 * supplies its ports (the host). Types only, because both halves compile this file with different libraries.
 *
 * A message is one byte kind, the length of its JSON (u32, little endian), the JSON as UTF-8, then raw bytes.
 * The JSON of a call is `[name, ...arguments]`, that of a delivery `[name, id, ...arguments]`; an `undefined`
 * argument travels as `null`.
 */
import type { DeviceConfig } from "../../../src/core/device.js";
import type * as Port from "../../../src/core/ports.js";
import type { Observed } from "../../../src/core/runner/observed.js";
import type { ScreenModel } from "../../../src/core/screen/model.js";

export type MessageKind =
  /** Guest to host: a call; its answer has the same form with the returned value as JSON. */
  | 1
  /** Host to guest: something happened to what a call started. */
  | 2
  /** Host to guest: what a person or the host itself wants of the device. */
  | 3;

/**
 * Calls, answered at once. `id` names what the call starts; deliveries and later calls refer to it. Calls marked
 * "bytes" carry or return raw bytes beside their JSON.
 */
export interface Calls {
  utcMs(): number;
  monotonicMs(): number;
  setUtc(utcMs: number, zoneOffsetMinutes: number | null): void;
  after(id: number, delayMs: number): void;
  /** Ends a timer, request, network watch or installation. */
  cancel(id: number): void;
  /** Returns bytes. */
  random(count: number): void;
  httpRequest(id: number, request: Port.HttpRequest): void;
  webSocketOpen(id: number, options: Port.WebSocketOptions): void;
  webSocketText(id: number, text: string): boolean;
  /** Carries bytes. */
  webSocketBinary(id: number): boolean;
  webSocketClose(id: number, code: number, reason: string): void;
  mqttOpen(id: number, options: Port.MqttOptions): void;
  mqttPublish(id: number, topic: string, payload: string): boolean;
  mqttSubscribe(id: number, topic: string): void;
  mqttClose(id: number): void;
  /** Of a websocket or MQTT connection. */
  ping(id: number): void;
  storageRead(name: Port.RecordName): string | null;
  storageWrite(name: Port.RecordName, text: string): boolean;
  storageRemove(name: Port.RecordName): void;
  networkStart(id: number): void;
  /** Returns the SSID as bytes when `hasSsid`. */
  networkFacts(): { readonly facts: Omit<Port.NetworkFacts, "ssidBytes">; readonly hasSsid: boolean };
  factsRead(): Port.DeviceFacts;
  firmwareInstall(id: number, offer: { readonly version: string; readonly url: string }): void;
  firmwareMarkValid(): void;
  /** Carries the message; returns bytes when true. */
  deviceHmacSha256(): boolean;
  /** Carries key, counter and data, one after the other; returns bytes. */
  aes128Ctr(keyBytes: number, counterBytes: number): void;
  screenShow(model: ScreenModel): void;
  logWrite(level: Port.LogLevel, line: string): void;
  restart(reason: string): void;
  observe(observed: Observed): void;
}

/** What may happen to something started by a call. */
export interface Deliveries {
  expired(): void;
  settled(result: Port.HttpResult): void;
  opened(): void;
  text(text: string): void;
  /** Travels as raw bytes. */
  binary(bytes: Uint8Array): void;
  alive(): void;
  closed(end: Port.ChannelEnd): void;
  networkChanged(state: Port.NetworkState, trouble: Port.NetworkTrouble | null): void;
  progress(doneBytes: number, totalBytes: number | null): void;
  ended(failure: string | null): void;
}

/** What the host tells the device as a whole. */
export interface Commands {
  /** Makes the device; the first command. `observeSteps`: report every step of the lifecycle, too. */
  create(config: DeviceConfig, observeSteps: boolean): void;
  start(): void;
  press(): void;
  say(text: string): void;
}
