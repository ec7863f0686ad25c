/** The program inside XS: the device core over ports that the host process serves. */
import { createDevice, type Device, type DeviceConfig } from "../../../../src/core/device.js";
import type { Commands, Deliveries } from "../contract.js";
import { ports } from "./ports.js";
import { deliver } from "./waiting.js";
import { call, decode } from "./wire.js";

let device: Device | undefined;

function create(config: DeviceConfig, observeSteps: boolean): void {
  device = createDevice(ports, config, (observed) => {
    if (observeSteps || observed.event !== "step") call("observe", [observed]);
  });
}

const commands: Commands = {
  create,
  start: () => device?.start(),
  press: () => device?.press(),
  say: (text) => device?.say(text),
};

globalThis.handleCommand = (message) => {
  const { kind, json, bytes } = decode(message);
  if (kind === 2) {
    const [name, id, ...args] = json as [keyof Deliveries, number, ...unknown[]];
    deliver(name, id, name === "binary" ? [bytes] : args);
  } else {
    const [name, ...args] = json as [keyof Commands, ...unknown[]];
    (commands[name] as (...values: readonly unknown[]) => void)(...args);
  }
};
