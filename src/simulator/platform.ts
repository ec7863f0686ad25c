/** The simulator: a computer with a screen in place of a board. */
import type { CreatePlatform } from "../moddable/platform.js";
import { listenToHost } from "./controls.js";
import { simulatorFacts } from "./facts.js";
import { simulatorNetwork } from "./network.js";

export const startAnew = (): void => {};

export const createPlatform: CreatePlatform = ({ settings, guard, log, timers, random }) => ({
  lenient: false,
  facts: simulatorFacts(settings, random),
  network: simulatorNetwork(timers),
  firmware: {
    install: (_offer, events) =>
      timers.after(0, () => events.ended("the simulator has no firmware to replace")),
    markValid() {},
  },
  deviceHmacSha256: () => undefined,
  system: (again) => ({
    restart(reason) {
      log.write("info", `the simulator starts its device anew: ${reason}`);
      timers.after(0, again);
    },
  }),
  listen: (device) => listenToHost(guard, device.say),
});
