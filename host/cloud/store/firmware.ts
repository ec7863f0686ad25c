import { createHash } from "node:crypto";
import type { Sql } from "./database.js";
import { type FirmwareRow, firmwareRow } from "./rows.js";

export interface FirmwareStore {
  save(board: string, version: string, force: boolean, bytes: Uint8Array, addedMs: number): void;
  all(): FirmwareRow[];
  ofBoard(board: string): FirmwareRow[];
  image(board: string, version: string): FirmwareRow | undefined;
  bytes(board: string, version: string): Uint8Array | undefined;
  /** 64 hex digits; the empty text if there is no such image. */
  sha256(board: string, version: string): string;
  /** Whether there was one. */
  remove(board: string, version: string): boolean;
}

const columns = "SELECT board, version, force, length(bytes) AS size_bytes, added_ms FROM firmware";

export function createFirmwareStore(sql: Sql): FirmwareStore {
  // By board and version. Not in the database: an older file has images without, and to compute one takes little.
  const digests = new Map<string, string>();
  const keyOf = (board: string, version: string) => `${board} ${version}`;
  const bytes = (board: string, version: string): Uint8Array | undefined => {
    const value = sql.get("SELECT bytes FROM firmware WHERE board = ? AND version = ?", [
      board,
      version,
    ])?.bytes;
    return value instanceof Uint8Array ? value : undefined;
  };
  return {
    save(board, version, force, image, addedMs) {
      digests.delete(keyOf(board, version));
      sql.run("INSERT OR REPLACE INTO firmware VALUES (?, ?, ?, ?, ?)", [
        board,
        version,
        force ? 1 : 0,
        image,
        addedMs,
      ]);
    },
    all: () => sql.all(`${columns}`).map((row) => firmwareRow.parse(row)),
    ofBoard: (board) => sql.all(`${columns} WHERE board = ?`, [board]).map((row) => firmwareRow.parse(row)),
    image(board, version) {
      const row = sql.get(`${columns} WHERE board = ? AND version = ?`, [board, version]);
      return row === undefined ? undefined : firmwareRow.parse(row);
    },
    bytes,
    sha256(board, version) {
      const known = digests.get(keyOf(board, version));
      if (known !== undefined) return known;
      const image = bytes(board, version);
      if (image === undefined) return "";
      const digest = createHash("sha256").update(image).digest("hex");
      digests.set(keyOf(board, version), digest);
      return digest;
    },
    remove(board, version) {
      digests.delete(keyOf(board, version));
      return sql.run("DELETE FROM firmware WHERE board = ? AND version = ?", [board, version]) > 0;
    },
  };
}
