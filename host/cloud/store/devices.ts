import type { Sql } from "./database.js";
import { type CodeRow, codeRow, type DeviceRow, deviceRow, type ReportRow, reportRow } from "./rows.js";

/** Bound devices, the last report of every device seen, and pending activation codes. */
export interface DeviceStore {
  device(mac: string): DeviceRow | undefined;
  devicesOf(agentId: string): DeviceRow[];
  addDevice(device: DeviceRow): void;
  removeDevice(mac: string): void;
  /** Name and auto-update switch, as a person set them. */
  updateDevice(device: Pick<DeviceRow, "mac" | "alias" | "auto_update" | "updated_ms">): void;
  /** To another agent of the same user, as the last one in its order. */
  moveDevice(device: Pick<DeviceRow, "mac" | "agent_id" | "sort" | "updated_ms">): void;
  /** Notes what a bound device reported and when. */
  touchDevice(report: ReportRow): void;
  report(mac: string): ReportRow | undefined;
  saveReport(report: ReportRow): void;
  codeOf(mac: string): CodeRow | undefined;
  codeByText(code: string): CodeRow | undefined;
  saveCode(code: CodeRow): void;
  removeCode(mac: string): void;
  removeCodesBefore(issuedMs: number): void;
}

export function createDeviceStore(sql: Sql): DeviceStore {
  return { ...bound(sql), ...reports(sql), ...codes(sql) };
}

function bound(
  sql: Sql,
): Pick<
  DeviceStore,
  "device" | "devicesOf" | "addDevice" | "removeDevice" | "updateDevice" | "moveDevice" | "touchDevice"
> {
  return {
    device(mac) {
      const row = sql.get("SELECT * FROM devices WHERE mac = ?", [mac]);
      return row === undefined ? undefined : deviceRow.parse(row);
    },
    devicesOf(agentId) {
      return sql
        .all("SELECT * FROM devices WHERE agent_id = ? ORDER BY created_ms, mac", [agentId])
        .map((row) => deviceRow.parse(row));
    },
    addDevice(device) {
      sql.run("INSERT INTO devices VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [
        device.mac,
        device.device_id,
        device.user_id,
        device.agent_id,
        device.board,
        device.app_version,
        device.alias,
        device.auto_update,
        device.sort,
        device.last_connected_ms,
        device.created_ms,
        device.updated_ms,
      ]);
    },
    removeDevice(mac) {
      sql.run("DELETE FROM devices WHERE mac = ?", [mac]);
    },
    updateDevice(device) {
      sql.run("UPDATE devices SET alias = ?, auto_update = ?, updated_ms = ? WHERE mac = ?", [
        device.alias,
        device.auto_update,
        device.updated_ms,
        device.mac,
      ]);
    },
    moveDevice(device) {
      sql.run("UPDATE devices SET agent_id = ?, sort = ?, updated_ms = ? WHERE mac = ?", [
        device.agent_id,
        device.sort,
        device.updated_ms,
        device.mac,
      ]);
    },
    touchDevice(report) {
      sql.run(
        "UPDATE devices SET device_id = ?, board = ?, app_version = ?, last_connected_ms = ? WHERE mac = ?",
        [report.device_id, report.board, report.app_version, report.reported_ms, report.mac],
      );
    },
  };
}

function reports(sql: Sql): Pick<DeviceStore, "report" | "saveReport"> {
  return {
    report(mac) {
      const row = sql.get("SELECT * FROM reports WHERE mac = ?", [mac]);
      return row === undefined ? undefined : reportRow.parse(row);
    },
    saveReport(report) {
      sql.run("INSERT OR REPLACE INTO reports VALUES (?, ?, ?, ?, ?, ?, ?)", [
        report.mac,
        report.device_id,
        report.client_id,
        report.serial_number,
        report.board,
        report.app_version,
        report.reported_ms,
      ]);
    },
  };
}

function codes(
  sql: Sql,
): Pick<DeviceStore, "codeOf" | "codeByText" | "saveCode" | "removeCode" | "removeCodesBefore"> {
  return {
    codeOf(mac) {
      const row = sql.get("SELECT * FROM codes WHERE mac = ?", [mac]);
      return row === undefined ? undefined : codeRow.parse(row);
    },
    codeByText(code) {
      const row = sql.get("SELECT * FROM codes WHERE code = ?", [code]);
      return row === undefined ? undefined : codeRow.parse(row);
    },
    saveCode(code) {
      sql.run("INSERT OR REPLACE INTO codes VALUES (?, ?, ?, ?)", [
        code.mac,
        code.code,
        code.issued_ms,
        code.used,
      ]);
    },
    removeCode(mac) {
      sql.run("DELETE FROM codes WHERE mac = ?", [mac]);
    },
    removeCodesBefore(issuedMs) {
      sql.run("DELETE FROM codes WHERE issued_ms < ?", [issuedMs]);
    },
  };
}
