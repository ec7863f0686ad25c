/** `devices` and its subcommands, `bind`, `unbind`: one call of the device API each. */
import type { BoundDevice, DeviceChange } from "../../api/index.js";
import { printable } from "../../device/terminal/cells.js";
import { access } from "../access.js";
import type { AccessOptions } from "../access-options.js";
import { boundDevice } from "../bound-device.js";
import { CliError, type Io, printJson } from "../io.js";
import { momentText, zoneName } from "../moment.js";
import { printTable } from "../table.js";
import { say } from "../wording/wording.js";

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
  if (devices.length === 0) io.stderr.write(`${say(io, "No device is bound to this agent.")}\n`);
  else printDevices(devices, io);
  return 0;
}

/** Most clouds' ids are the MACs: then they need no column of their own. */
function printDevices(devices: readonly BoundDevice[], io: Io): void {
  const columns = devices.some(({ id, macAddress }) => id !== macAddress) ? undefined : -1;
  printTable(
    io,
    headingIn(io).slice(0, columns),
    devices.map((device) => rowOf(device, io).slice(0, columns)),
  );
}

function headingIn(io: Io): string[] {
  return [
    "MAC",
    say(io, "NAME"),
    say(io, "BOARD"),
    say(io, "VERSION"),
    say(io, "UPDATES"),
    say(io, "LAST CONNECTED ({zone})", { zone: zoneName() }),
    "ID",
  ];
}

function rowOf(device: BoundDevice, io: Io): string[] {
  const { macAddress, alias, board, appVersion, autoUpdate, lastConnectedAt, id } = device;
  return [
    macAddress,
    alias ?? "",
    board ?? "",
    appVersion ?? "",
    autoUpdate === undefined ? "" : say(io, autoUpdate ? "on" : "off"),
    momentText(lastConnectedAt, io),
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
  else {
    const mac = device.macAddress === undefined ? "" : ` ${printable(device.macAddress)}`;
    io.stdout.write(`${say(io, "Bound{mac}.", { mac })}\n`);
  }
  return 0;
}

export async function unbindDevice(
  options: AccessOptions,
  device: string,
  json: boolean,
  io: Io,
): Promise<number> {
  const { api } = access(options, io);
  const bound = await boundDevice(api, device);
  await api.unbind(bound === "none" || bound === "unknown" ? device : bound.id);
  // Most clouds say yes to whatever they are asked to unbind.
  if (bound === "none")
    throw new CliError(
      say(io, "{device} was not bound to you: nothing has changed. “devices” lists what is.", {
        device: printable(device),
      }),
      1,
    );
  if (json) printJson(io, { event: "unbound", device });
  else
    io.stdout.write(
      `${say(io, "Unbound {device}. A session that is open goes on; the next one is refused.", { device: printable(device) })}\n`,
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
    throw new CliError(say(io, "Nothing to change: give --alias NAME or --auto-update on|off."), 2);
  const { api } = access(options, io);
  await api.updateDevice(device, change);
  if (json) printJson(io, { event: "device-updated", device, ...change });
  else io.stdout.write(`${say(io, "Changed {device}.", { device: printable(device) })}\n`);
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
  else
    io.stdout.write(`${say(io, "Moved {mac} to the agent {agent}.", { mac, agent: printable(toAgent) })}\n`);
  return 0;
}
