import type { Sql } from "./database.js";
import { type PreregisteredRow, preregisteredRow } from "./rows.js";

/** Devices imported by MAC or serial number before they ever called. */
export interface PreregisterStore {
  add(row: PreregisteredRow): void;
  byMac(mac: string): PreregisteredRow | undefined;
  bySerial(serialNumber: string): PreregisteredRow | undefined;
  /** Up to `limit` records of the agent after `cursor` (the id of the last one seen), by age then id. */
  page(agentId: string, cursor: string | undefined, limit: number): PreregisteredRow[];
  markBound(id: string): void;
  removeById(id: string): void;
}

export function createPreregisterStore(sql: Sql): PreregisterStore {
  const one = (text: string, value: string) => {
    const row = sql.get(text, [value]);
    return row === undefined ? undefined : preregisteredRow.parse(row);
  };
  return {
    add(row) {
      sql.run("INSERT INTO preregistered VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [
        row.id,
        row.user_id,
        row.agent_id,
        row.mac,
        row.mac_text,
        row.serial_number,
        row.status,
        row.created_ms,
      ]);
    },
    byMac: (mac) => one("SELECT * FROM preregistered WHERE mac = ?", mac),
    bySerial: (serialNumber) => one("SELECT * FROM preregistered WHERE serial_number = ?", serialNumber),
    page(agentId, cursor, limit) {
      // The row value comparison keeps the order stable when several records share one millisecond.
      const rows =
        cursor === undefined
          ? sql.all("SELECT * FROM preregistered WHERE agent_id = ? ORDER BY created_ms, id LIMIT ?", [
              agentId,
              limit,
            ])
          : sql.all(
              `SELECT * FROM preregistered WHERE agent_id = ?1 AND (created_ms, id) >
                 (SELECT created_ms, id FROM preregistered WHERE id = ?2 AND agent_id = ?1)
               ORDER BY created_ms, id LIMIT ?3`,
              [agentId, cursor, limit],
            );
      return rows.map((row) => preregisteredRow.parse(row));
    },
    markBound(id) {
      sql.run("UPDATE preregistered SET status = 1 WHERE id = ?", [id]);
    },
    removeById(id) {
      sql.run("DELETE FROM preregistered WHERE id = ?", [id]);
    },
  };
}
