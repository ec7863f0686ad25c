/** Network port of a computer: up, until a test or a person says otherwise. */
import { networkInterfaces } from "node:os";
import type { Network, NetworkState, NetworkTrouble } from "../../../src/core/ports.js";
import { type Fault, guarded } from "./callback.js";

export interface NodeNetwork extends Network {
  /** Pulls the plug, or puts it back. Nothing closes connections that are open: that is the core's part. */
  set(state: NetworkState, trouble?: NetworkTrouble): void;
  state(): NetworkState;
  close(): void;
}

export const virtualSsid = "virtual";

/** The link is presented as Wi-Fi named `virtual`, since clouds ask for `ssid` and `rssi`; the address is the computer's. */
export function nodeNetwork(fault: Fault, initial: NetworkState = "up"): NodeNetwork {
  let state = initial;
  let trouble: NetworkTrouble | undefined;
  const listeners = new Set<() => void>();
  return {
    start(changed) {
      let told: NetworkState | undefined;
      let active = true;
      const tell = (): void => {
        const [next, why] = [state, trouble];
        setImmediate(() => {
          if (!active || (told === next && why === undefined)) return;
          // As a board does: first the link is down, what stands in the way shows when it is joined anew.
          if (told !== next) guarded(fault, () => changed(next));
          told = next;
          if (why !== undefined) guarded(fault, () => changed(next, why));
        });
      };
      listeners.add(tell);
      tell();
      return () => {
        active = false;
        listeners.delete(tell);
      };
    },
    facts() {
      const ip = firstAddress();
      const link = {
        kind: "wifi",
        ssidBytes: new Uint8Array(Buffer.from(virtualSsid)),
        rssiDbm: -40,
      } as const;
      return state === "up" && ip !== undefined ? { ...link, ip } : link;
    },
    set(next, why) {
      state = next;
      trouble = why;
      for (const tell of listeners) tell();
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
