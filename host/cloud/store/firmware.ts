import type { Sql } from "./database.js";
import { type FirmwareRow, firmwareRow } from "./rows.js";

export interface FirmwareStore {
  save(board: string, version: string, force: boolean, bytes: Uint8Array, addedMs: number): void;
  /** All images of a board type, without their bytes. */
  ofBoard(board: string): FirmwareRow[];
  bytes(board: string, version: string): Uint8Array | undefined;
}

export function createFirmwareStore(sql: Sql): FirmwareStore {
  return {
    save(board, version, force, bytes, addedMs) {
      sql.run("INSERT OR REPLACE INTO firmware VALUES (?, ?, ?, ?, ?)", [
        board,
        version,
        force ? 1 : 0,
        bytes,
        addedMs,
      ]);
    },
    ofBoard(board) {
      return sql
        .all("SELECT board, version, force FROM firmware WHERE board = ?", [board])
        .map((row) => firmwareRow.parse(row));
    },
    bytes(board, version) {
      const value = sql.get("SELECT bytes FROM firmware WHERE board = ? AND version = ?", [
        board,
        version,
      ])?.bytes;
      return value instanceof Uint8Array ? value : undefined;
    },
  };
}
