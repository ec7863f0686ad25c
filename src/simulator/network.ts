/** Network port of the simulator: the computer's own network, taken to be up. */
// biome-ignore lint/style/useNodejsImportProtocol: the SDK's module, not Node's
import Net from "net";
import type { Network, Timers } from "../core/ports.js";

/** The link is presented as Wi-Fi named `simulator`, since clouds ask for an SSID; the address is the computer's. */
export function simulatorNetwork(timers: Timers): Network {
  return {
    start: (changed) => timers.after(0, () => changed("up")),
    facts() {
      const ip = Net.get("IP");
      const link = { kind: "wifi", ssidBytes: Uint8Array.from("simulator", asciiOf) } as const;
      return ip === undefined ? link : { ...link, ip };
    },
  };
}

const asciiOf = (char: string): number => char.charCodeAt(0);
