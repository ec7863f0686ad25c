/** Network port of a computer: up, until a test or a person says otherwise. */
import { networkInterfaces } from "node:os";
import type { Network, NetworkState } from "../../../src/core/ports.js";
import { type Fault, guarded } from "./callback.js";

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

function firstAddress(): string | undefined {
  for (const addresses of Object.values(networkInterfaces())) {
    for (const address of addresses ?? []) {
      if (address.family === "IPv4" && !address.internal) return address.address;
    }
  }
  return undefined;
}
