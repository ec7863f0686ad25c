/** Network port of a computer: up, until a test or a person says otherwise. */
import { networkInterfaces } from "node:os";
import type { Http, MqttClients, Network, NetworkState, WebSockets } from "../../../src/core/ports.js";
import { endOnce, type Fault, guarded } from "./callback.js";

export interface NodeNetwork extends Network {
  /** Pulls the plug, or puts it back. Nothing closes connections that are open: that is the core's part. */
  set(state: NetworkState): void;
  state(): NetworkState;
  close(): void;
}

/** The link is presented as Wi-Fi named `virtual`, since clouds ask for `ssid` and `rssi`; the address is the computer's. */
export function nodeNetwork(fault: Fault, initial: NetworkState = "up"): NodeNetwork {
  let state = initial;
  const listeners = new Set<(state: NetworkState) => void>();
  return {
    start(changed) {
      let told: NetworkState | undefined;
      let active = true;
      const tell = (next: NetworkState): void => {
        setImmediate(() => {
          if (!active || told === next) return;
          told = next;
          guarded(fault, () => changed(next));
        });
      };
      listeners.add(tell);
      tell(state);
      return () => {
        active = false;
        listeners.delete(tell);
      };
    },
    facts() {
      const ip = firstAddress();
      const link = { kind: "wifi", ssidBytes: new Uint8Array(Buffer.from("virtual")), rssiDbm: -40 } as const;
      return state === "up" && ip !== undefined ? { ...link, ip } : link;
    },
    set(next) {
      state = next;
      for (const tell of listeners) tell(next);
    },
    state: () => state,
    close: () => listeners.clear(),
  };
}

const noNetwork = { kind: "unreachable", stage: "tcp", detail: "no network" } as const;

/** The same port, failing at once while the network is not up. */
export function httpWhileUp(http: Http, network: NodeNetwork, fault: Fault): Http {
  return {
    request(request, settled) {
      if (network.state() === "up") return http.request(request, settled);
      const ending = endOnce(fault, settled);
      ending.settle({ ok: false, failure: noNetwork });
      return ending.cancel;
    },
  };
}

/** The same port, failing at once while the network is not up. */
export function webSocketsWhileUp(webSockets: WebSockets, network: NodeNetwork, fault: Fault): WebSockets {
  return {
    open(options, events) {
      if (network.state() === "up") return webSockets.open(options, events);
      endOnce(fault, events.closed.bind(events)).settle(noNetwork);
      return { sendText: () => false, sendBinary: () => false, ping: () => {}, close: () => {} };
    },
  };
}

/** The same port, failing at once while the network is not up. */
export function mqttWhileUp(mqtt: MqttClients, network: NodeNetwork, fault: Fault): MqttClients {
  return {
    open(options, events) {
      if (network.state() === "up") return mqtt.open(options, events);
      endOnce(fault, events.closed.bind(events)).settle(noNetwork);
      return { publish: () => false, subscribe: () => {}, ping: () => {}, close: () => {} };
    },
  };
}

function firstAddress(): string | undefined {
  for (const addresses of Object.values(networkInterfaces())) {
    for (const address of addresses ?? []) {
      if (address.family === "IPv4" && !address.internal) return address.address;
    }
  }
  return undefined;
}
