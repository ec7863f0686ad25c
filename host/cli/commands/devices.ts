/** `devices` and its subcommands, `bind`, `unbind`: one call of the device API each. */
import type { BoundDevice, DeviceChange } from "../../api/index.js";
import { printable } from "../../device/terminal/cells.js";
import { access } from "../access.js";
import type { AccessOptions } from "../access-options.js";
import { CliError, type Io, printJson } from "../io.js";
import { printTable } from "../table.js";

export interface UpdateOptions extends AccessOptions {
  readonly alias?: string;
  readonly autoUpdate?: "on" | "off";
}

export async function listDevices(options: AccessOptions, json: boolean, io: Io): Promise<number> {
  const { api, agent } = access(options, io);
  const devices = await api.list(agent());
  if (json) {
    for (const device of devices) printJson(io, { event: "device", ...device });
    return 0;
  }
  if (devices.length === 0) io.stderr.write("No device is bound to this agent.\n");
  else printTable(io, heading, devices.map(rowOf));
  return 0;
}

const heading = ["MAC", "NAME", "BOARD", "VERSION", "UPDATES", "LAST CONNECTED", "ID"];

function rowOf(device: BoundDevice): string[] {
  const { macAddress, alias, board, appVersion, autoUpdate, lastConnectedAt, id } = device;
  return [
    macAddress,
    alias ?? "",
    board ?? "",
    appVersion ?? "",
    autoUpdate === undefined ? "" : autoUpdate ? "on" : "off",
    lastConnectedAt ?? "",
    id === macAddress ? "" : id,
  ];
}

export async function bindDevice(
  options: AccessOptions,
  code: string,
  json: boolean,
  io: Io,
): Promise<number> {
  const { api, agent } = access(options, io);
  const agentId = agent();
  const device = await api.bind(agentId, code);
  if (json) printJson(io, { event: "bound", agent: agentId, code, ...device });
  else
    io.stdout.write(`Bound${device.macAddress === undefined ? "" : ` ${printable(device.macAddress)}`}.\n`);
  return 0;
}

export async function unbindDevice(
  options: AccessOptions,
  device: string,
  json: boolean,
  io: Io,
): Promise<number> {
  const { api } = access(options, io);
  await api.unbind(device);
  if (json) printJson(io, { event: "unbound", device });
  else
    io.stdout.write(
      `Unbound ${printable(device)}. A session that is open goes on; the next one is refused.\n`,
    );
  return 0;
}

export async function updateDevice(
  { alias, autoUpdate, ...options }: UpdateOptions,
  device: string,
  json: boolean,
  io: Io,
): Promise<number> {
  const change: DeviceChange = {
    ...(alias === undefined ? {} : { alias }),
    ...(autoUpdate === undefined ? {} : { autoUpdate: autoUpdate === "on" }),
  };
  if (Object.keys(change).length === 0)
    throw new CliError("Nothing to change: give --alias NAME or --auto-update on|off.", 2);
  const { api } = access(options, io);
  await api.updateDevice(device, change);
  if (json) printJson(io, { event: "device-updated", device, ...change });
  else io.stdout.write(`Changed ${printable(device)}.\n`);
  return 0;
}

export async function moveDevice(
  options: AccessOptions,
  mac: string,
  toAgent: string,
  json: boolean,
  io: Io,
): Promise<number> {
  await access(options, io).api.moveDevice(mac, toAgent);
  if (json) printJson(io, { event: "device-moved", macAddress: mac, agent: toAgent });
  else io.stdout.write(`Moved ${mac} to the agent ${printable(toAgent)}.\n`);
  return 0;
}
