/**
 * What the device keeps across restarts, and the only place where credentials live. One record per concern; a record is
 * written only when its text differs from what is stored, so that flash wears as little as it can.
 */
import type { Result } from "./failure.js";
import type { Transport } from "./lifecycle/names.js";
import type { Remembered } from "./lifecycle/start.js";
import type { FirmwareAttempt } from "./lifecycle/state.js";
import type { Checked } from "./ota/check.js";
import { provesTls } from "./ota/downgrade.js";
import { offeredTransports, type TransportSettings } from "./ota/settings.js";
import {
  decodeAttempts,
  decodeLastGood,
  decodeTransport,
  encodeAttempts,
  encodeLastGood,
  encodeTransport,
  type LastGood,
  type StoreFailure,
} from "./ota/store.js";
import type { Log, RecordName, Storage } from "./ports.js";

export interface Memory {
  /** Where checks go: the configured URL, with the ending that worked last. */
  otaUrl(): string;
  /** What would not go over TLS is not taken from this server any more. */
  tlsOnly(): boolean;
  settings(): TransportSettings;
  remembered(): Omit<Remembered, "firmwareAttempts">;
  firmwareAttempts(): readonly FirmwareAttempt[];
  /**
   * Takes over a good check: its transport sections replace the old ones as a whole. They are stored once a session has come of
   * them, and not while the device is unbound: each check brings a token with another time of issue.
   */
  adopt(checked: Checked): void;
  /** Notes which transport led to a server hello, with the settings that did; `undefined` takes it back. */
  prove(transport: Transport | undefined): void;
  storeFirmwareAttempts(attempts: readonly FirmwareAttempt[]): void;
}

export function loadMemory(storage: Storage, log: Log, configuredUrl: string): Memory {
  const written = new Map<RecordName, string | undefined>();

  /** Reads a record; one that can't be understood is dropped with a log line. */
  const load = <Value>(
    name: RecordName,
    decode: (text: string | undefined) => Value | undefined,
  ): Value | undefined => {
    const text = storage.read(name);
    const value = decode(text);
    if (text !== undefined && value === undefined) {
      log.write("warn", `stored record "${name}" can't be read: dropped`);
      storage.remove(name);
    } else written.set(name, text);
    return value;
  };

  const save = (name: RecordName, encoded: Result<string, StoreFailure>): void => {
    if (!encoded.ok) {
      log.write("error", `record "${name}" has ${encoded.failure.sizeBytes} bytes, too many to store`);
      drop(name);
    } else if (written.get(name) !== encoded.value) {
      if (storage.write(name, encoded.value)) written.set(name, encoded.value);
      else log.write("error", `record "${name}" could not be stored`);
    }
  };

  /** A stale record is worse than none: after a restart it would pair an old token with a new server. */
  const drop = (name: RecordName): void => {
    if (written.get(name) !== undefined) storage.remove(name);
    written.delete(name);
  };

  const stored = load("lastgood", decodeLastGood);
  const sameServer = stored?.configuredUrl === configuredUrl;
  let lastGood: LastGood =
    stored !== undefined && sameServer ? stored : { configuredUrl, workedUrl: configuredUrl, bound: false };
  // Settings from another server's check are not this server's.
  const transport = load("transport", decodeTransport);
  let settings: TransportSettings = (sameServer ? transport : undefined) ?? {};
  let attempts = load("firmware", decodeAttempts) ?? [];

  const saveTransport = (): void => save("transport", encodeTransport(settings));

  const update = (change: Partial<LastGood>): void => {
    lastGood = { ...lastGood, ...change };
    save("lastgood", encodeLastGood(lastGood));
  };

  return {
    otaUrl: () => lastGood.workedUrl,
    tlsOnly: () => lastGood.tlsOnly === true,
    settings: () => settings,
    remembered: () => ({
      bound: lastGood.bound,
      offered: offeredTransports(settings),
      ...(lastGood.proven === undefined ? {} : { proven: lastGood.proven }),
    }),
    firmwareAttempts: () => attempts,
    adopt: ({ reply, url }) => {
      const { websocket, mqtt } = reply;
      settings = { ...(websocket && { websocket }), ...(mqtt && { mqtt }) };
      const bound = reply.activation === undefined;
      // Tokens hold the time of the check: to write each of them would wear the flash. Kept are those of a transport that works.
      if (!bound) {
        drop("transport");
        // Nothing is proven any more; said here already, or the record would be written twice.
        const { proven: _gone, ...rest } = lastGood;
        lastGood = rest;
      } else if (lastGood.proven !== undefined && settings[lastGood.proven] !== undefined) saveTransport();
      update({ workedUrl: url, bound });
    },
    prove: (proven) => {
      const { proven: _old, ...rest } = lastGood;
      lastGood = rest;
      if (proven !== undefined) saveTransport();
      const tlsOnly = lastGood.tlsOnly || (proven !== undefined && provesTls(configuredUrl, settings));
      update({ ...(proven && { proven }), ...(tlsOnly && { tlsOnly }) });
    },
    storeFirmwareAttempts: (next) => {
      if (next.length === 0 && attempts.length === 0) return;
      attempts = next;
      save("firmware", encodeAttempts(next));
    },
  };
}
