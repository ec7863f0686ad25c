/**
 * What the device keeps across restarts, and the only place where credentials live. One record per concern; a record is
 * written only when it differs from what is stored, and within an allowance, so that flash wears as little as it can.
 */
import { createAllowance } from "./allowance.js";
import type { Result } from "./failure.js";
import type { Remembered } from "./lifecycle/start.js";
import type { Checked } from "./ota/check.js";
import { provesTls } from "./ota/downgrade.js";
import type { FirmwareAttempt } from "./ota/firmware-attempt.js";
import { offeredTransports, type TransportSettings } from "./ota/settings.js";
import {
  decodeAttempts,
  decodeLastGood,
  decodeReboot,
  decodeTransport,
  encodeAttempts,
  encodeLastGood,
  encodeReboot,
  encodeTransport,
  type LastGood,
  type StoredTransport,
  type StoreFailure,
} from "./ota/store.js";
import type { Clock, Log, RecordName, Storage } from "./ports.js";
import { schedule } from "./schedule.js";
import type { Transport } from "./transport.js";
import { writeAllowance } from "./write-allowance.js";

export interface Memory {
  /** Where checks go: the configured URL, with the ending that worked last. */
  otaUrl(): string;
  /** What would not go over TLS is not taken from this server any more. */
  tlsOnly(): boolean;
  settings(): TransportSettings;
  /** The same, for a session that begins now: it is these that `prove` speaks of, whatever is adopted meanwhile. */
  use(): TransportSettings;
  remembered(): Omit<Remembered, "firmwareAttempts">;
  firmwareAttempts(): readonly FirmwareAttempt[];
  /**
   * Takes over a good check: its transport sections replace the old ones as a whole. They are stored once a session has come of
   * them, and not while the device is unbound: each check brings a token with another time of issue.
   */
  adopt(checked: Checked): void;
  /**
   * Notes which transport led to a server hello, with the settings that were used last; `afterFailures`: sessions had failed before it, so what
   * is stored may be no good any more.
   */
  prove(transport: Transport, afterFailures: boolean): void;
  /** `canWait`: the record may stay as it is while the allowance is used up. What an install has come to is written in any case. */
  storeFirmwareAttempts(attempts: readonly FirmwareAttempt[], canWait?: boolean): void;
  /**
   * Notes that the device is about to restart on the cloud's word: after that the next one has to wait. The note stays until the device
   * has been on for hours, so that a server that says it again and again costs no writes. False: it could not be written.
   */
  noteReboot(): boolean;
}

export function loadMemory(
  storage: Storage,
  log: Log,
  clock: Pick<Clock, "monotonicMs">,
  configuredUrl: string,
): Memory {
  const allowance = createAllowance(clock, writeAllowance);
  /** Reads a record. One that can't be understood stays until another takes its place: to remove it would be one more write. */
  const load = <Value>(
    name: RecordName,
    decode: (text: string | undefined) => Value | undefined,
  ): Value | undefined => {
    const text = storage.read(name);
    const value = decode(text);
    if (text !== undefined && value === undefined)
      log.write("warn", `stored record "${name}" can't be read: ignored`);
    return value;
  };

  /** What is stored is asked each time: a copy in memory would cost a board kilobytes, and may not be what flash has kept. */
  const save = (name: RecordName, encoded: Result<string, StoreFailure>): void => {
    if (!encoded.ok) {
      log.write("error", `record "${name}" has ${encoded.failure.sizeBytes} bytes, too many to store`);
      // A stale record is worse than none: after a restart it would pair an old token with a new server.
      drop(name);
    } else if (storage.read(name) !== encoded.value && !storage.write(name, encoded.value))
      log.write("error", `record "${name}" could not be stored`);
  };

  const drop = (name: RecordName): void => {
    if (storage.read(name) !== undefined) storage.remove(name);
  };

  let isNoted = false;
  const rebooted =
    load("reboot", (text) => {
      isNoted = text !== undefined;
      return decodeReboot(text);
    }) !== undefined;
  const startedAtMs = isNoted ? clock.monotonicMs() : 0;
  const stored = load("lastgood", decodeLastGood);
  let isOurs = stored?.configuredUrl === configuredUrl;
  let lastGood: LastGood =
    stored !== undefined && isOurs ? stored : { configuredUrl, workedUrl: configuredUrl };
  const transport = load("transport", decodeTransport);
  // Settings from another server's check are not this server's.
  let present: StoredTransport = lastGood.proven && transport !== undefined ? transport : { settings: {} };
  /** What the last connection was made with. */
  let used = present;
  /** When the server gave what is in the record. */
  let recordedAtUtcMs = transport?.issuedAtUtcMs;
  let recordedAtMs: number | undefined;
  /** Something that can't wait could not be written yet: the records tell of an earlier time. */
  let owes = false;
  let attempts = load("firmware", decodeAttempts) ?? [];

  /** The settings differ, whenever they were given. */
  const isOther = ({ settings }: StoredTransport): boolean =>
    differs(
      "transport",
      encodeTransport({
        settings,
        ...(recordedAtUtcMs !== undefined && { issuedAtUtcMs: recordedAtUtcMs }),
      }),
    );

  const differs = (name: RecordName, encoded: Result<string, StoreFailure>): boolean =>
    !encoded.ok || storage.read(name) !== encoded.value;

  /** Each check brings another token. One that replaces another that works is not worth a write each time. */
  const isTime = ({ issuedAtUtcMs }: StoredTransport): boolean => {
    const { oneMoreEveryMs } = writeAllowance;
    const atMs = clock.monotonicMs();
    if (atMs - (recordedAtMs ?? 0) >= oneMoreEveryMs) return true;
    if (recordedAtMs !== undefined) return false;
    // Only just switched on: how old is what is stored? A date in the future is as good as none.
    const ageMs = (issuedAtUtcMs ?? 0) - (recordedAtUtcMs ?? 0);
    return (
      issuedAtUtcMs === undefined || recordedAtUtcMs === undefined || ageMs < 0 || ageMs >= oneMoreEveryMs
    );
  };

  /** Writes what differs, all of it or nothing: a proof must not meet settings that it is not of. */
  const keep = (sections: StoredTransport | "leave" | "drop", reserve: number): void => {
    if (owes && sections === "leave") return;
    const good = encodeLastGood(lastGood);
    const saysSomething = lastGood.proven !== undefined || lastGood.workedUrl !== configuredUrl;
    const savesGood = (isOurs || saysSomething) && differs("lastgood", good);
    const replaces = typeof sections === "object" && isOther(sections);
    const drops = sections === "drop" && storage.read("transport") !== undefined;
    const writes = Number(savesGood) + Number(replaces || drops);
    if (writes > 0 && !allowance.spend(writes, reserve)) {
      owes ||= reserve === 0;
      return;
    }
    owes = false;
    if (drops) drop("transport");
    if (replaces) {
      recordedAtUtcMs = sections.issuedAtUtcMs;
      recordedAtMs = clock.monotonicMs();
      save("transport", encodeTransport(sections));
    }
    if (!savesGood) return;
    save("lastgood", good);
    isOurs = true;
  };

  /** One write to set it and one to take it away: as many as the allowance has in that time. */
  const forgetReboot = (): void => {
    if (!isNoted || clock.monotonicMs() - startedAtMs < 2 * writeAllowance.oneMoreEveryMs) return;
    if (!allowance.spend(1, writeAllowance.reserve)) return;
    drop("reboot");
    isNoted = false;
  };

  return {
    otaUrl: () => lastGood.workedUrl,
    tlsOnly: () => lastGood.tlsOnly === true,
    settings: () => present.settings,
    use: () => {
      used = present;
      return present.settings;
    },
    remembered: () => ({
      bound: lastGood.proven !== undefined,
      offered: offeredTransports(present.settings),
      ...(lastGood.proven === undefined ? {} : { proven: lastGood.proven }),
      ...(rebooted && { noRebootUntilMs: startedAtMs + schedule.rebootIntervalMs }),
    }),
    firmwareAttempts: () => attempts,
    adopt: ({ reply, url }) => {
      forgetReboot();
      const { websocket, mqtt, serverTime } = reply;
      const settings = { ...(websocket && { websocket }), ...(mqtt && { mqtt }) };
      present = { settings, ...(serverTime && { issuedAtUtcMs: serverTime.utcMs }) };
      const { proven, ...rest } = lastGood;
      if (reply.activation !== undefined) {
        lastGood = { ...rest, workedUrl: url };
        return keep("drop", 0);
      }
      lastGood = { ...lastGood, workedUrl: url };
      const replaces = proven !== undefined && settings[proven] !== undefined && (owes || isTime(present));
      keep(replaces ? present : "leave", replaces && !owes ? writeAllowance.reserve : 0);
    },
    prove: (proven, afterFailures) => {
      // A check may have brought others since the connection was made: nothing has come of those yet.
      const isSame = JSON.stringify(used.settings[proven]) === JSON.stringify(present.settings[proven]);
      const met = isSame ? present : used;
      // Also if it says the same: two equal ones take twice the memory. It may be proved again, by the next session on the same connection.
      used = met;
      const tlsOnly = lastGood.tlsOnly || provesTls(configuredUrl, met.settings);
      lastGood = { ...lastGood, proven, ...(tlsOnly && { tlsOnly }) };
      const isUrgent = owes || afterFailures || differs("lastgood", encodeLastGood(lastGood));
      keep(isUrgent || isTime(met) ? met : "leave", isUrgent ? 0 : writeAllowance.reserve);
    },
    noteReboot: () => {
      const note = encodeReboot();
      if (differs("reboot", note) && allowance.spend(1)) save("reboot", note);
      return !differs("reboot", note);
    },
    storeFirmwareAttempts: (next, canWait = false) => {
      if (next.length === 0 && attempts.length === 0) return;
      attempts = next;
      const encoded = encodeAttempts(next);
      if (canWait && differs("firmware", encoded) && !allowance.spend(1, writeAllowance.reserve)) return;
      save("firmware", encoded);
    },
  };
}
