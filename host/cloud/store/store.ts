import { type AccountStore, createAccountStore } from "./accounts.js";
import { openDatabase, type Sql } from "./database.js";
import { createDeviceStore, type DeviceStore } from "./devices.js";
import { createFirmwareStore, type FirmwareStore } from "./firmware.js";
import { createPreregisterStore, type PreregisterStore } from "./preregister.js";

/** All state of the cloud that outlives a connection. */
export interface Store {
  readonly accounts: AccountStore;
  readonly devices: DeviceStore;
  readonly preregistered: PreregisterStore;
  readonly firmware: FirmwareStore;
  readonly sql: Sql;
  close(): void;
}

export function openStore(dataDir: string | undefined): Store {
  const sql = openDatabase(dataDir);
  return {
    accounts: createAccountStore(sql),
    devices: createDeviceStore(sql),
    preregistered: createPreregisterStore(sql),
    firmware: createFirmwareStore(sql),
    sql,
    close: () => sql.close(),
  };
}
