/** Agents, devices and firmware of the signed-in user, as the device API tells them: the console is a client like any other. */
import type { BoundDevice as ApiDevice, FirmwareImage } from "../../../api/answer.js";
import type { DeviceApi } from "../../../api/contract.js";
import type { Agent, BoundDevice, Change, Firmware } from "../../contract.js";
import type { OpenSessions } from "./open-sessions.js";
import { refresher } from "./refresher.js";

export interface Account {
  agents(): readonly Agent[];
  devices(): readonly BoundDevice[];
  firmware(): readonly Firmware[];
  /** Ask the cloud anew; a change is told by then. Never rejects: without an answer, what was known stays. */
  refreshDevices(): Promise<void>;
  refreshFirmware(): Promise<void>;
  /** Sessions opened or closed: nothing to ask. */
  sessionsChanged(): void;
  /** Ends what is being asked; nothing is told any more. */
  close(): void;
}

type Told = Extract<Change["change"], "agents" | "devices" | "firmware">;

export function createAccount(
  api: DeviceApi,
  sessions: OpenSessions,
  tell: (change: Change) => void,
): Account {
  let agents: readonly Agent[] = [];
  let known: readonly BoundDevice[] = [];
  let firmware: readonly Firmware[] = [];
  const closing = new AbortController();
  const call = { signal: closing.signal };
  const lastTold: Record<Told, string> = { agents: "[]", devices: "[]", firmware: "[]" };
  const devices = (): readonly BoundDevice[] => known.map((device) => withSession(device, sessions));
  const tellNew = (change: Extract<Change, { readonly change: Told }>): void => {
    const text = JSON.stringify(Object.values(change)[1]);
    if (closing.signal.aborted || lastTold[change.change] === text) return;
    lastTold[change.change] = text;
    tell(change);
  };
  return {
    agents: () => agents,
    devices,
    firmware: () => firmware,
    refreshDevices: refresher(async () => {
      const list = (await api.agents(call)).map(({ id, name }) => ({ id, name: name ?? "" }));
      const lists = await Promise.all(
        list.map(async ({ id }) => (await api.list(id, call)).map((device) => boundDevice(device, id))),
      );
      agents = list;
      known = lists.flat();
      tellNew({ change: "agents", agents });
      tellNew({ change: "devices", devices: devices() });
    }),
    refreshFirmware: refresher(async () => {
      firmware = (await api.firmware(call)).map(firmwareImage);
      tellNew({ change: "firmware", firmware });
    }),
    sessionsChanged: () => tellNew({ change: "devices", devices: devices() }),
    close: () => closing.abort(),
  };
}

function boundDevice(device: ApiDevice, agentId: string): BoundDevice {
  const { id, macAddress, alias, board, appVersion, autoUpdate, lastConnectedAt } = device;
  return {
    id,
    agentId,
    macAddress,
    alias: alias ?? "",
    board: board ?? "",
    appVersion: appVersion ?? "",
    autoUpdate: autoUpdate ?? false,
    ...(lastConnectedAt === undefined ? {} : { lastConnectedAt }),
  };
}

/** Without its address: the page has no use for it. */
export function firmwareImage(image: FirmwareImage): Firmware {
  const { boardType: type, version, sizeBytes, sha256, force, addedAt } = image;
  return { type, version, sizeBytes, sha256, force, addedAt };
}

function withSession(device: BoundDevice, sessions: OpenSessions): BoundDevice {
  const session = sessions.of(device.macAddress);
  return session === undefined ? device : { ...device, session };
}
