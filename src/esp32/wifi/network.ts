/** The network of a board with Wi-Fi. */
import WiFi from "embedded:network/interface/wifi";
import type { CreateNetwork } from "../link.js";
import { wifiNetwork } from "./joining.js";
import { keepBuildNetwork, knownNetworks } from "./known-networks.js";

export const createNetwork: CreateNetwork = ({ settings, guard, log, timers, native }) => {
  if (settings.wifi !== undefined) keepBuildNetwork(settings.wifi, settings.builtAtMs);
  return wifiNetwork({
    open: (onChanged) => {
      // Before the SDK listens: when it tells of a disconnection, the reason is there.
      const failure = native.xiaozhi_wifi_watch();
      if (failure !== 0) log.write("warn", `wifi: reasons can't be told (ESP-IDF error ${failure})`);
      return new WiFi({ onChanged });
    },
    reason: () => native.xiaozhi_wifi_reason(),
    known: knownNetworks,
    timers,
    guard,
    tell: (line) => log.write("warn", line),
  });
};
