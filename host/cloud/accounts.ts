import { type RandomBytes, randomHex } from "./random.js";
import type { Store } from "./store/store.js";

/** What the cloud has from its first start on: keys, and a development user with one agent. */
export interface SeededAccounts {
  readonly token: string;
  readonly agentId: string;
  readonly keys: () => { readonly token: Uint8Array; readonly mqtt: Uint8Array };
  readonly rotateKeys: () => void;
}

const tokenKeyName = "token-key";
const mqttKeyName = "mqtt-key";
const userTokenName = "development-token";
const agentName = "development-agent";
const keyBytes = 32;

export function seedAccounts(store: Store, random: RandomBytes, nowMs: number): SeededAccounts {
  const { accounts, sql } = store;
  const readOrMake = (name: string, make: () => Uint8Array): Uint8Array => {
    const found = accounts.readBytes(name);
    if (found !== undefined) return found;
    const made = make();
    accounts.writeBytes(name, made);
    return made;
  };
  const text = (name: string) => Buffer.from(accounts.readBytes(name) ?? []).toString("utf8");
  sql.transaction(() => {
    if (accounts.readBytes(userTokenName) !== undefined) return;
    const made = addUser(store, random, nowMs, "developer");
    // Kept readable because it must be printed again after a restart; the file is the owner's alone.
    accounts.writeBytes(userTokenName, Buffer.from(made.token));
    accounts.writeBytes(agentName, Buffer.from(made.agentId));
  });
  const load = () => ({
    token: readOrMake(tokenKeyName, () => random(keyBytes)),
    mqtt: readOrMake(mqttKeyName, () => random(keyBytes)),
  });
  let keys = load();
  return {
    token: text(userTokenName),
    agentId: text(agentName),
    keys: () => keys,
    rotateKeys() {
      sql.transaction(() => {
        accounts.writeBytes(tokenKeyName, random(keyBytes));
        accounts.writeBytes(mqttKeyName, random(keyBytes));
      });
      keys = load();
    },
  };
}

/** A new user with a random bearer token and one agent. */
export function addUser(
  store: Store,
  random: RandomBytes,
  nowMs: number,
  name: string,
): { readonly token: string; readonly agentId: string } {
  return store.sql.transaction(() => {
    const userId = `user-${randomHex(random, 8)}`;
    const token = randomHex(random, 24);
    const agentId = randomHex(random, 16);
    store.accounts.addUser(userId, name, token);
    store.accounts.addAgent({
      id: agentId,
      user_id: userId,
      name: "Development agent",
      assistant_name: "Assistant",
      created_ms: nowMs,
    });
    return { token, agentId };
  });
}
