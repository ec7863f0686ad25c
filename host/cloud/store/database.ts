import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import sqlite, { type Database } from "node-sqlite3-wasm";
import { schemaSql, schemaVersion } from "./schema.js";

export type SqlValue = string | number | Uint8Array | null;
export type Row = Readonly<Record<string, unknown>>;

/** The open database. Every statement takes bound parameters; nothing from outside is ever put into SQL text. */
export interface Sql {
  run(sql: string, values?: readonly SqlValue[]): number;
  all(sql: string, values?: readonly SqlValue[]): Row[];
  get(sql: string, values?: readonly SqlValue[]): Row | undefined;
  /** Runs `work` in one transaction: all of it happens or none. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/**
 * Opens the database in `dataDir` (made if absent), or in memory without one.
 * @throws Error with a sentence for the person when another process holds the folder or the file is of a newer version.
 */
export function openDatabase(dataDir: string | undefined): Sql {
  if (dataDir === undefined) return wrap(new sqlite.Database(), () => undefined);
  if (!existsSync(dataDir)) mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const release = takeOwnership(dataDir);
  const path = join(dataDir, "cloud.sqlite");
  try {
    // The file holds tokens and keys: it must be private from its first byte.
    closeSync(openSync(path, "a", 0o600));
    chmodSync(path, 0o600);
    return wrap(new sqlite.Database(path), release);
  } catch (error) {
    release();
    throw error;
  }
}

/** Owner files of this process. */
const ownedHere = new Set<string>();

/**
 * The SQLite port locks by making a folder beside the file, which a killed process leaves behind for ever. So a
 * process file says who owns the data, and the new owner removes what a dead one left.
 */
function takeOwnership(dataDir: string): () => void {
  const ownerFile = join(dataDir, "cloud.pid");
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(ownerFile, String(process.pid), { flag: "wx", mode: 0o600 });
      const staleLock = join(dataDir, "cloud.sqlite.lock");
      if (existsSync(staleLock)) rmdirSync(staleLock);
      ownedHere.add(ownerFile);
      return () => {
        ownedHere.delete(ownerFile);
        rmSync(ownerFile, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const owner = Number(readFileSync(ownerFile, "utf8"));
      // In a container the same small process id comes again: one's own number may be a dead process's.
      const isHeld = owner === process.pid ? ownedHere.has(ownerFile) : isAlive(owner);
      if (isHeld) {
        throw new Error(
          `The data folder ${dataDir} is in use by process ${owner}. Stop it, or choose another folder with --data. (If that process is no development cloud, delete ${ownerFile}.)`,
        );
      }
      rmSync(ownerFile, { force: true });
    }
  }
  throw new Error(`The data folder ${dataDir} is being opened by another process. Try again.`);
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function wrap(database: Database, release: () => void): Sql {
  const close = () => {
    if (!database.isOpen) return;
    database.close();
    release();
  };
  const sql: Sql = {
    run: (text, values = []) => database.run(text, [...values]).changes,
    all: (text, values = []) => database.all(text, [...values]) as Row[],
    get: (text, values = []) => (database.get(text, [...values]) as Row | null) ?? undefined,
    transaction(work) {
      if (database.inTransaction) return work();
      database.exec("BEGIN IMMEDIATE");
      try {
        const result = work();
        database.exec("COMMIT");
        return result;
      } catch (error) {
        if (database.inTransaction) database.exec("ROLLBACK");
        throw error;
      }
    },
    close,
  };
  try {
    migrate(sql, database);
    return sql;
  } catch (error) {
    close();
    throw error;
  }
}

function migrate(sql: Sql, database: Database): void {
  const found = Number(sql.get("PRAGMA user_version")?.user_version ?? 0);
  if (found > schemaVersion) {
    throw new Error(
      `The data was written by a newer version (${found} > ${schemaVersion}). Use that version, or another folder.`,
    );
  }
  database.exec(schemaSql);
  database.exec(`PRAGMA user_version = ${schemaVersion}`);
}
