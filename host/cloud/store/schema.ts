/** Tables of the development cloud. `mac` columns hold the normalised MAC, `device_id` the text the device sent. */
export const schemaVersion = 1;

export const schemaSql = `
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS users (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, token_hash TEXT NOT NULL UNIQUE
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS agents (
  id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users(id), name TEXT NOT NULL,
  assistant_name TEXT NOT NULL, created_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reports (
  mac TEXT PRIMARY KEY, device_id TEXT NOT NULL, client_id TEXT NOT NULL, serial_number TEXT NOT NULL,
  board TEXT NOT NULL, app_version TEXT NOT NULL, reported_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS devices (
  mac TEXT PRIMARY KEY, device_id TEXT NOT NULL, user_id TEXT NOT NULL REFERENCES users(id),
  agent_id TEXT NOT NULL REFERENCES agents(id), board TEXT NOT NULL, app_version TEXT NOT NULL,
  alias TEXT NOT NULL, auto_update INTEGER NOT NULL, sort INTEGER NOT NULL,
  last_connected_ms INTEGER NOT NULL, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS codes (
  mac TEXT PRIMARY KEY, code TEXT NOT NULL UNIQUE, issued_ms INTEGER NOT NULL, used INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS preregistered (
  id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users(id), agent_id TEXT NOT NULL REFERENCES agents(id),
  mac TEXT UNIQUE, mac_text TEXT NOT NULL, serial_number TEXT UNIQUE, status INTEGER NOT NULL,
  created_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS firmware (
  board TEXT NOT NULL, version TEXT NOT NULL, force INTEGER NOT NULL, bytes BLOB NOT NULL, added_ms INTEGER NOT NULL,
  PRIMARY KEY (board, version)
) WITHOUT ROWID;
`;
