import { isPending } from "./codes.js";
import type { CloudContext } from "./context.js";
import { isMac, macKey } from "./mac.js";
import { randomHex } from "./random.js";
import type { AgentRow, DeviceRow, ReportRow } from "./store/rows.js";

/** The rules of binding: by code, by import, and the way back. */

export type BindResult =
  | { readonly ok: true; readonly device: DeviceRow }
  | { readonly ok: false; readonly error: "code_invalid" | "already_bound" };

/** Binds the device that shows `code` to the agent. Nothing changes on failure. */
export function bindByCode(context: CloudContext, agent: AgentRow, code: string): BindResult {
  const { store } = context;
  const nowMs = context.nowMs();
  const result = store.sql.transaction((): BindResult => {
    const row = store.devices.codeByText(code);
    if (row === undefined || !isPending(row, nowMs, context.settings.codeLifetimeMs)) {
      return { ok: false, error: "code_invalid" };
    }
    const report = store.devices.report(row.mac);
    if (report === undefined) return { ok: false, error: "code_invalid" };
    if (store.devices.device(row.mac) !== undefined) return { ok: false, error: "already_bound" };
    store.devices.saveCode({ ...row, used: 1 });
    return { ok: true, device: addDevice(context, agent, report) };
  });
  if (result.ok) emitBind(context, result.device, "code");
  return result;
}

/**
 * Binds a device that was imported by MAC or serial number and now reports for the first time.
 * Answers its record when it is bound (now or before), undefined otherwise.
 */
export function claimDevice(context: CloudContext, report: ReportRow): DeviceRow | undefined {
  const { store } = context;
  const existing = store.devices.device(report.mac);
  if (existing !== undefined) return existing;
  const device = store.sql.transaction(() => {
    const imported =
      store.preregistered.byMac(report.mac) ??
      (report.serial_number === "" ? undefined : store.preregistered.bySerial(report.serial_number));
    // One serial number binds one device, however many claim it.
    if (imported === undefined || imported.status !== 0) return undefined;
    const agent = store.accounts.agent(imported.agent_id);
    if (agent === undefined) return undefined;
    store.preregistered.markBound(imported.id);
    // A pending code stays: whoever still types it is told that the device is bound.
    return addDevice(context, agent, report);
  });
  if (device !== undefined) emitBind(context, device, "import");
  return device;
}

/** Unbinds the user's own device; false (and nothing changes) for an unknown device or another user's. */
export function unbind(context: CloudContext, userId: string, deviceId: string): boolean {
  const { store } = context;
  const mac = macKey(deviceId);
  const removed = store.sql.transaction(() => {
    const device = store.devices.device(mac);
    if (device === undefined || device.user_id !== userId) return undefined;
    store.devices.removeDevice(mac);
    store.devices.removeCode(mac);
    // The import record would bind the device again at its next OTA check.
    const serial = store.devices.report(mac)?.serial_number ?? "";
    for (const row of [store.preregistered.byMac(mac), store.preregistered.bySerial(serial)]) {
      if (row !== undefined && row.user_id === userId) store.preregistered.removeById(row.id);
    }
    return device;
  });
  if (removed !== undefined) context.emit({ event: "unbind", deviceId: removed.device_id });
  return removed !== undefined;
}

export interface ImportResult {
  readonly success_count: number;
  readonly failed: readonly { readonly value: string; readonly reason: string }[];
}

const reasonExists = "已存在";
const reasonBadMac = "MAC地址格式不正确";
const reasonBadSerial = "序列号格式不正确";

/** Imports MACs and serial numbers; each one succeeds or fails by itself. */
export function importDevices(
  context: CloudContext,
  agent: AgentRow,
  macs: readonly string[],
  serialNumbers: readonly string[],
): ImportResult {
  const { store } = context;
  const failed: { value: string; reason: string }[] = [];
  let added = 0;
  const add = (mac: string | null, macText: string, serial: string | null) => {
    store.preregistered.add({
      id: randomHex(context.randomBytes, 16),
      user_id: agent.user_id,
      agent_id: agent.id,
      mac,
      mac_text: macText,
      serial_number: serial,
      status: 0,
      created_ms: context.nowMs(),
    });
    added++;
  };
  store.sql.transaction(() => {
    for (const value of macs) {
      const mac = macKey(value);
      if (!isMac(mac)) failed.push({ value, reason: reasonBadMac });
      else if (store.preregistered.byMac(mac) || store.devices.device(mac))
        failed.push({ value, reason: reasonExists });
      else add(mac, value.trim(), null);
    }
    for (const value of serialNumbers) {
      const serial = value.trim();
      if (!/^[\x21-\x7e]{1,64}$/.test(serial)) failed.push({ value, reason: reasonBadSerial });
      else if (store.preregistered.bySerial(serial)) failed.push({ value, reason: reasonExists });
      else add(null, "", serial);
    }
  });
  return { success_count: added, failed };
}

function addDevice(context: CloudContext, agent: AgentRow, report: ReportRow): DeviceRow {
  const nowMs = context.nowMs();
  const device: DeviceRow = {
    mac: report.mac,
    device_id: report.device_id,
    user_id: agent.user_id,
    agent_id: agent.id,
    board: report.board,
    app_version: report.app_version,
    alias: "新设备",
    auto_update: 1,
    sort: context.store.devices.devicesOf(agent.id).length + 1,
    last_connected_ms: report.reported_ms,
    created_ms: nowMs,
    updated_ms: nowMs,
  };
  context.store.devices.addDevice(device);
  return device;
}

function emitBind(context: CloudContext, device: DeviceRow, by: "code" | "import"): void {
  context.emit({ event: "bind", deviceId: device.device_id, agentId: device.agent_id, by });
}
