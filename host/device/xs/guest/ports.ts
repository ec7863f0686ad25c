import type { Ports } from "../../../../src/core/device-ports.js";
import type * as Port from "../../../../src/core/ports.js";
import { forget, type Receiver, wait } from "./waiting.js";
import { call } from "./wire.js";

/** Starts something that ends with one delivery, or by the returned function. */
function begin(receiver: Receiver, start: (id: number) => void): Port.Cancel {
  const id = wait(receiver);
  start(id);
  return () => {
    if (forget(id)) call("cancel", [id]);
  };
}

function openWebSocket(options: Port.WebSocketOptions, events: Port.ChannelEvents): Port.WebSocketChannel {
  const id = wait(events);
  call("webSocketOpen", [id, options]);
  return {
    sendText: (text) => call("webSocketText", [id, text]).value,
    sendBinary: (bytes) => call("webSocketBinary", [id], bytes).value,
    ping: () => void call("ping", [id]),
    close: (code, reason) => void call("webSocketClose", [id, code, reason]),
  };
}

function openMqtt(options: Port.MqttOptions, events: Port.ChannelEvents): Port.MqttChannel {
  const id = wait(events);
  call("mqttOpen", [id, options]);
  return {
    publish: (topic, payload) => call("mqttPublish", [id, topic, payload]).value,
    subscribe: (topic) => void call("mqttSubscribe", [id, topic]),
    ping: () => void call("ping", [id]),
    close: () => void call("mqttClose", [id]),
  };
}

function networkFacts(): Port.NetworkFacts {
  const { value, bytes } = call("networkFacts", []);
  return value.hasSsid ? { ...value.facts, ssidBytes: bytes } : value.facts;
}

function aes128Ctr(key: Uint8Array, counter: Uint8Array, data: Uint8Array): Uint8Array {
  const carried = new Uint8Array(key.length + counter.length + data.length);
  carried.set(key, 0);
  carried.set(counter, key.length);
  carried.set(data, key.length + counter.length);
  return call("aes128Ctr", [key.length, counter.length], carried).bytes;
}

/** Every port of the core, served by the host process. */
export const ports: Ports = {
  clock: {
    utcMs: () => call("utcMs", []).value,
    monotonicMs: () => call("monotonicMs", []).value,
    setUtc: (utcMs, zoneOffsetMinutes) => void call("setUtc", [utcMs, zoneOffsetMinutes ?? null]),
  },
  timers: {
    after: (delayMs, run) => begin({ expired: run }, (id) => call("after", [id, delayMs])),
  },
  random: { bytes: (count) => call("random", [count]).bytes },
  http: {
    request: (request, settled) => begin({ settled }, (id) => call("httpRequest", [id, request])),
  },
  webSockets: { open: openWebSocket },
  mqtt: { open: openMqtt },
  storage: {
    read: (name) => call("storageRead", [name]).value ?? undefined,
    write: (name, text) => call("storageWrite", [name, text]).value,
    remove: (name) => void call("storageRemove", [name]),
  },
  network: {
    start: (changed) =>
      begin({ networkChanged: (state, trouble) => changed(state, trouble ?? undefined) }, (id) =>
        call("networkStart", [id]),
      ),
    facts: networkFacts,
  },
  facts: { read: () => call("factsRead", []).value },
  firmware: {
    install: (offer, events) =>
      begin(
        {
          progress: (doneBytes, totalBytes) => events.progress(doneBytes, totalBytes ?? undefined),
          ended: (failure) => events.ended(failure ?? undefined),
        },
        (id) => call("firmwareInstall", [id, offer]),
      ),
    markValid: () => void call("firmwareMarkValid", []),
  },
  crypto: {
    deviceHmacSha256: (message) => {
      const answer = call("deviceHmacSha256", [], message);
      return answer.value ? answer.bytes : undefined;
    },
    aes128Ctr,
  },
  screen: { show: (model) => void call("screenShow", [model]) },
  log: { write: (level, line) => void call("logWrite", [level, line]) },
  system: { restart: (reason) => void call("restart", [reason]) },
};
