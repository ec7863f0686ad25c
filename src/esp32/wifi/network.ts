/** The network of a board with Wi-Fi. */
import WiFi from "embedded:network/interface/wifi";
import type { CreateNetwork } from "../link.js";
import { wifiNetwork } from "./joining.js";
import { keepBuildNetwork, knownNetworks } from "./known-networks.js";

export const createNetwork: CreateNetwork = ({ settings, guard, log, timers }) => {
  if (settings.wifi !== undefined) keepBuildNetwork(settings.wifi, settings.builtAtMs);
  return wifiNetwork({
    open: (onChanged) => new WiFi({ onChanged }),
    known: knownNetworks,
    timers,
    guard,
    tell: (line) => log.write("warn", line),
  });
};
