/**
 * The network of the emulated board: ESP-IDF's driver for OpenCores Ethernet, whose chip exists in Espressif's QEMU only. C joins
 * and gets an address (`openeth.c`); here its state is asked for, so that nothing crosses from another task into the machine.
 */
import type { Cancel, NetworkState } from "../../core/ports.js";
import type { CreateNetwork } from "../link.js";

const askEveryMs = 250;
/** What `xiaozhi_ethernet_state` says once there is an address. */
const addressed = 2;

export const createNetwork: CreateNetwork = ({ log, timers, native }) => {
  return {
    start(changed) {
      let told: NetworkState | undefined;
      let asking: Cancel | undefined;
      let closed = false;
      const failure = native.xiaozhi_ethernet_start();
      if (failure !== 0) log.write("error", `ethernet: it can't be started (ESP-IDF error ${failure})`);
      const ask = (): void => {
        if (closed) return;
        asking = timers.after(askEveryMs, ask);
        const state = native.xiaozhi_ethernet_state() === addressed ? "up" : "down";
        if (state === told) return;
        told = state;
        changed(state);
      };
      asking = timers.after(0, ask);
      return () => {
        closed = true;
        asking?.();
      };
    },
    facts() {
      const ip = native.xiaozhi_ethernet_ip();
      return ip === "" ? { kind: "ethernet" } : { kind: "ethernet", ip };
    },
  };
};
