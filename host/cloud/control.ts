import { addUser } from "./accounts.js";
import type { CloudContext } from "./context.js";
import type { CloudControl } from "./contract.js";
import { firmwareLimitBytes, firmwareUrl } from "./http/firmware.js";
import { macKey } from "./mac.js";
import { firmwareQuery } from "./schemas.js";
import { pendingCode } from "./session/unbound.js";

export interface ControlHooks {
  readonly rotateKeys: () => void;
  readonly pause: () => Promise<void>;
  readonly resume: () => Promise<void>;
}

/** The handle by which tests and the console steer a running cloud in the same process. */
export function createControl(context: CloudContext, hooks: ControlHooks): CloudControl {
  const { links, live, store } = context;
  return {
    setFaults: (faults) => context.faults.set(faults),
    setOffer: (offer) => {
      live.offer = offer;
    },
    setTokenLifetimeMs: (tokenLifetimeMs) => {
      live.tokenLifetimeMs = tokenLifetimeMs;
    },
    setActivateEndpoint: (on) => {
      live.activateEndpoint = on;
    },
    pendingCode: (mac) => pendingCode(context, mac),
    isBound: (mac) => store.devices.device(macKey(mac)) !== undefined,
    sessions: () => links.all().map((link) => link.facts()),
    send(deviceId, message) {
      const targets = links.of(deviceId);
      for (const link of targets) link.send(message);
      return targets.length;
    },
    broadcast(message) {
      const targets = links.all();
      for (const link of targets) link.send(message);
      return targets.length;
    },
    callTool(deviceId, name, args) {
      const link = links.of(deviceId).at(-1);
      return link?.callTool(name, args) ?? Promise.reject(new Error(`Device ${deviceId} is not connected.`));
    },
    dropSessions({ code = 1001, deviceId } = {}) {
      const targets = deviceId === undefined ? links.all() : links.of(deviceId);
      for (const link of targets) link.drop(code);
      return targets.length;
    },
    addFirmware({ boardType, version, bytes, force = false }) {
      const query = firmwareQuery.safeParse({ type: boardType, version });
      if (!query.success)
        throw new Error(
          "The board type must be letters, digits, “.”, “_” and “-”, and the version dotted decimal.",
        );
      if (bytes.length === 0 || bytes.length > firmwareLimitBytes) {
        throw new Error(`The image must have 1 to ${firmwareLimitBytes} bytes.`);
      }
      store.firmware.save(boardType, version, force, bytes, context.nowMs());
      context.emit({ event: "changed", what: "firmware" });
      return firmwareUrl(context, boardType, version);
    },
    addUser: (name) => addUser(store, context.randomBytes, context.nowMs(), name),
    expireTokens: hooks.rotateKeys,
    metrics: () => ({ ...context.metrics }),
    pause: hooks.pause,
    resume: hooks.resume,
  };
}
