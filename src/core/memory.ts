/**
 * What the device keeps across restarts, and the only place where credentials live. One record per concern; a record is
 * written only when it differs from what is stored, and within an allowance, so that flash wears as little as it can.
 */
import { type Allowance, createAllowance } from "./allowance.js";
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
  return new RecordedMemory(storage, log, clock, configuredUrl);
}

/** A class, since a board has its methods in flash: closures in their place would be made at each power-on. */
class RecordedMemory implements Memory {
  readonly #storage: Storage;
  readonly #log: Log;
  readonly #clock: Pick<Clock, "monotonicMs">;
  readonly #configuredUrl: string;
  readonly #allowance: Allowance;
  /** When the device was switched on, if there was a note of a restart: until when there may be no other depends on it. */
  #notedAtMs: number | undefined;
  readonly #rebooted: boolean;
  /** The record of what was good is of this server. */
  #isOurs: boolean;
  #lastGood: LastGood;
  #present: StoredTransport;
  /** What the last connection was made with. */
  #used: StoredTransport;
  /** When the server gave what is in the record. */
  #recordedAtUtcMs: number | undefined;
  #recordedAtMs: number | undefined;
  /** Something that can't wait could not be written yet: the records tell of an earlier time. */
  #owes = false;
  #attempts: readonly FirmwareAttempt[];

  constructor(storage: Storage, log: Log, clock: Pick<Clock, "monotonicMs">, configuredUrl: string) {
    this.#storage = storage;
    this.#log = log;
    this.#clock = clock;
    this.#configuredUrl = configuredUrl;
    this.#allowance = createAllowance(clock, writeAllowance);
    const note = this.#load("reboot", decodeReboot);
    this.#rebooted = note.value !== undefined;
    this.#notedAtMs = note.isThere ? clock.monotonicMs() : undefined;
    const stored = this.#load("lastgood", decodeLastGood).value;
    this.#isOurs = stored?.configuredUrl === configuredUrl;
    this.#lastGood =
      stored !== undefined && this.#isOurs ? stored : { configuredUrl, workedUrl: configuredUrl };
    const transport = this.#load("transport", decodeTransport).value;
    // Settings from another server's check are not this server's.
    this.#present = this.#lastGood.proven && transport !== undefined ? transport : { settings: {} };
    this.#used = this.#present;
    this.#recordedAtUtcMs = transport?.issuedAtUtcMs;
    this.#attempts = this.#load("firmware", decodeAttempts).value ?? [];
  }

  otaUrl(): string {
    return this.#lastGood.workedUrl;
  }

  tlsOnly(): boolean {
    return this.#lastGood.tlsOnly === true;
  }

  settings(): TransportSettings {
    return this.#present.settings;
  }

  use(): TransportSettings {
    this.#used = this.#present;
    return this.#present.settings;
  }

  remembered(): Omit<Remembered, "firmwareAttempts"> {
    const { proven } = this.#lastGood;
    return {
      bound: proven !== undefined,
      offered: offeredTransports(this.#present.settings),
      ...(proven === undefined ? {} : { proven }),
      ...(this.#rebooted && { noRebootUntilMs: (this.#notedAtMs ?? 0) + schedule.rebootIntervalMs }),
    };
  }

  firmwareAttempts(): readonly FirmwareAttempt[] {
    return this.#attempts;
  }

  adopt({ reply, url }: Checked): void {
    this.#forgetReboot();
    const { websocket, mqtt, serverTime } = reply;
    const settings = { ...(websocket && { websocket }), ...(mqtt && { mqtt }) };
    this.#present = { settings, ...(serverTime && { issuedAtUtcMs: serverTime.utcMs }) };
    const { proven, ...rest } = this.#lastGood;
    if (reply.activation !== undefined) {
      this.#lastGood = { ...rest, workedUrl: url };
      return this.#keep("drop", 0);
    }
    this.#lastGood = { ...this.#lastGood, workedUrl: url };
    const replaces =
      proven !== undefined && settings[proven] !== undefined && (this.#owes || this.#isTime(this.#present));
    this.#keep(replaces ? this.#present : "leave", replaces && !this.#owes ? writeAllowance.reserve : 0);
  }

  prove(proven: Transport, afterFailures: boolean): void {
    // A check may have brought others since the connection was made: nothing has come of those yet.
    const isSame =
      JSON.stringify(this.#used.settings[proven]) === JSON.stringify(this.#present.settings[proven]);
    const met = isSame ? this.#present : this.#used;
    // Also if it says the same: two equal ones take twice the memory. It may be proved again, by the next session on the same connection.
    this.#used = met;
    const tlsOnly = this.#lastGood.tlsOnly || provesTls(this.#configuredUrl, met.settings);
    this.#lastGood = { ...this.#lastGood, proven, ...(tlsOnly && { tlsOnly }) };
    const isUrgent = this.#owes || afterFailures || this.#differs("lastgood", encodeLastGood(this.#lastGood));
    this.#keep(isUrgent || this.#isTime(met) ? met : "leave", isUrgent ? 0 : writeAllowance.reserve);
  }

  noteReboot(): boolean {
    const note = encodeReboot();
    if (this.#differs("reboot", note) && this.#allowance.spend(1)) this.#save("reboot", note);
    return !this.#differs("reboot", note);
  }

  storeFirmwareAttempts(next: readonly FirmwareAttempt[], canWait = false): void {
    if (next.length === 0 && this.#attempts.length === 0) return;
    this.#attempts = next;
    const encoded = encodeAttempts(next);
    const differs = canWait && this.#differs("firmware", encoded);
    if (differs && !this.#allowance.spend(1, writeAllowance.reserve)) return;
    this.#save("firmware", encoded);
  }

  /** Reads a record. One that can't be understood stays until another takes its place: to remove it would be one more write. */
  #load<Value>(
    name: RecordName,
    decode: (text: string | undefined) => Value | undefined,
  ): { readonly isThere: boolean; readonly value: Value | undefined } {
    const text = this.#storage.read(name);
    const value = decode(text);
    if (text !== undefined && value === undefined)
      this.#log.write("warn", `stored record "${name}" can't be read: ignored`);
    return { isThere: text !== undefined, value };
  }

  /** What is stored is asked each time: a copy in memory would cost a board kilobytes, and may not be what flash has kept. */
  #save(name: RecordName, encoded: Result<string, StoreFailure>): void {
    if (!encoded.ok) {
      this.#log.write("error", `record "${name}" has ${encoded.failure.sizeBytes} bytes, too many to store`);
      // A stale record is worse than none: after a restart it would pair an old token with a new server.
      this.#drop(name);
    } else if (this.#storage.read(name) !== encoded.value && !this.#storage.write(name, encoded.value))
      this.#log.write("error", `record "${name}" could not be stored`);
  }

  #drop(name: RecordName): void {
    if (this.#storage.read(name) !== undefined) this.#storage.remove(name);
  }

  #differs(name: RecordName, encoded: Result<string, StoreFailure>): boolean {
    return !encoded.ok || this.#storage.read(name) !== encoded.value;
  }

  /** The settings differ, whenever they were given. */
  #isOther({ settings }: StoredTransport): boolean {
    const issuedAtUtcMs = this.#recordedAtUtcMs;
    return this.#differs(
      "transport",
      encodeTransport({ settings, ...(issuedAtUtcMs !== undefined && { issuedAtUtcMs }) }),
    );
  }

  /** Each check brings another token. One that replaces another that works is not worth a write each time. */
  #isTime({ issuedAtUtcMs }: StoredTransport): boolean {
    const { oneMoreEveryMs } = writeAllowance;
    if (this.#clock.monotonicMs() - (this.#recordedAtMs ?? 0) >= oneMoreEveryMs) return true;
    if (this.#recordedAtMs !== undefined) return false;
    // Only just switched on: how old is what is stored? A date in the future is as good as none.
    if (issuedAtUtcMs === undefined || this.#recordedAtUtcMs === undefined) return true;
    const ageMs = issuedAtUtcMs - this.#recordedAtUtcMs;
    return ageMs < 0 || ageMs >= oneMoreEveryMs;
  }

  /** Writes what differs, all of it or nothing: a proof must not meet settings that it is not of. */
  #keep(sections: StoredTransport | "leave" | "drop", reserve: number): void {
    if (this.#owes && sections === "leave") return;
    const good = encodeLastGood(this.#lastGood);
    const { proven, workedUrl } = this.#lastGood;
    const saysSomething = proven !== undefined || workedUrl !== this.#configuredUrl;
    const savesGood = (this.#isOurs || saysSomething) && this.#differs("lastgood", good);
    const replaces = typeof sections === "object" && this.#isOther(sections);
    const drops = sections === "drop" && this.#storage.read("transport") !== undefined;
    const writes = Number(savesGood) + Number(replaces || drops);
    if (writes > 0 && !this.#allowance.spend(writes, reserve)) {
      this.#owes ||= reserve === 0;
      return;
    }
    this.#owes = false;
    if (drops) this.#drop("transport");
    if (replaces) {
      this.#recordedAtUtcMs = sections.issuedAtUtcMs;
      this.#recordedAtMs = this.#clock.monotonicMs();
      this.#save("transport", encodeTransport(sections));
    }
    if (!savesGood) return;
    this.#save("lastgood", good);
    this.#isOurs = true;
  }

  /** One write to set it and one to take it away: as many as the allowance has in that time. */
  #forgetReboot(): void {
    const notedAtMs = this.#notedAtMs;
    if (notedAtMs === undefined) return;
    const isOld = this.#clock.monotonicMs() - notedAtMs >= 2 * writeAllowance.oneMoreEveryMs;
    if (!isOld || !this.#allowance.spend(1, writeAllowance.reserve)) return;
    this.#drop("reboot");
    this.#notedAtMs = undefined;
  }
}
