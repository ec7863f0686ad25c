/**
 * The waits of the reference firmware (78/xiaozhi-esp32) over MQTT, for devices that are bound: one check at power-on, repeated after
 * 10, 20, 40 … s; after ten failures it goes on with what is stored. Then an MQTT connection, which its client library tries again
 * every ten seconds. No jitter, no check later on, and what a server says of waiting is not read.
 */
import { referenceCheckRetryMs } from "../../bench/reference.js";
import { answers } from "./cloud.js";
import { type Herd, type HerdWorld, slots } from "./herd.js";

/** Of the client library; the firmware's own timer, after 60 s, comes at the same time as one of these. */
const reconnectMs = 10_000;

export function createReferenceHerd(world: HerdWorld, devices: number): Herd {
  const isConnecting = new Uint8Array(devices);
  const checkFailures = new Uint8Array(devices);

  function connect(device: number): void {
    isConnecting[device] = 1;
    world.open(device);
  }

  return {
    poweredOn(device) {
      isConnecting[device] = 0;
      checkFailures[device] = 0;
    },
    networkUp: (device) => world.check(device),
    checked(device, { answer, offersUpdate }) {
      if (offersUpdate) return world.install(device);
      if (answer === answers.good) return connect(device);
      const failures = (checkFailures[device] as number) + 1;
      checkFailures[device] = failures;
      const waitMs = referenceCheckRetryMs(failures);
      if (waitMs === undefined) connect(device);
      else world.arm(device, slots.retry, waitMs);
    },
    openEnded(device, answer) {
      if (answer !== answers.good) world.arm(device, slots.retry, reconnectMs);
    },
    sessionEnded: (device) => world.arm(device, slots.retry, reconnectMs),
    expired(device) {
      if (isConnecting[device] === 1) world.open(device);
      else world.check(device);
    },
  };
}
