import { sha256Hex } from "../tokens.js";
import type { Sql } from "./database.js";
import { type AgentRow, agentRow } from "./rows.js";

export interface AccountStore {
  readBytes(name: string): Uint8Array | undefined;
  writeBytes(name: string, value: Uint8Array): void;
  addUser(id: string, name: string, token: string): void;
  /** Id of the user a bearer token belongs to. Looked up by hash: the token text is in no user row. */
  userIdByToken(token: string): string | undefined;
  userName(id: string): string;
  addAgent(agent: AgentRow): void;
  agent(id: string): AgentRow | undefined;
  agentsOf(userId: string): AgentRow[];
  renameAgent(id: string, name: string, assistantName: string): void;
  removeAgent(id: string): void;
}

export function createAccountStore(sql: Sql): AccountStore {
  return {
    readBytes(name) {
      const value = sql.get("SELECT value FROM meta WHERE name = ?", [name])?.value;
      return value instanceof Uint8Array ? value : undefined;
    },
    writeBytes(name, value) {
      sql.run("INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", [
        name,
        value,
      ]);
    },
    addUser(id, name, token) {
      sql.run("INSERT INTO users VALUES (?, ?, ?)", [id, name, sha256Hex(token)]);
    },
    userIdByToken(token) {
      const id = sql.get("SELECT id FROM users WHERE token_hash = ?", [sha256Hex(token)])?.id;
      return typeof id === "string" ? id : undefined;
    },
    userName(id) {
      return String(sql.get("SELECT name FROM users WHERE id = ?", [id])?.name ?? "");
    },
    addAgent(agent) {
      sql.run("INSERT INTO agents VALUES (?, ?, ?, ?, ?)", [
        agent.id,
        agent.user_id,
        agent.name,
        agent.assistant_name,
        agent.created_ms,
      ]);
    },
    agent(id) {
      const row = sql.get("SELECT * FROM agents WHERE id = ?", [id]);
      return row === undefined ? undefined : agentRow.parse(row);
    },
    agentsOf(userId) {
      return sql
        .all("SELECT * FROM agents WHERE user_id = ? ORDER BY created_ms, id", [userId])
        .map((row) => agentRow.parse(row));
    },
    renameAgent(id, name, assistantName) {
      sql.run("UPDATE agents SET name = ?, assistant_name = ? WHERE id = ?", [name, assistantName, id]);
    },
    removeAgent(id) {
      sql.transaction(() => {
        sql.run("DELETE FROM devices WHERE agent_id = ?", [id]);
        sql.run("DELETE FROM preregistered WHERE agent_id = ?", [id]);
        sql.run("DELETE FROM agents WHERE id = ?", [id]);
      });
    },
  };
}
