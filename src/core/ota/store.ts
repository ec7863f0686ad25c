/**
 * The stored records as text. Reading them is as strict as reading a reply: flash wears, and other firmware may have written
 * there. What doesn't have our version and shape reads as `undefined`, as if nothing were stored.
 */
import type { Result } from "../failure.js";
import { imageUrlMaxChars, parseUrl, urlMaxChars } from "../net/url.js";
import { characterMaxBytes, utf8Length } from "../text/utf8.js";
import type { Transport } from "../transport.js";
import {
  type JsonObject,
  own,
  parseJsonObject,
  readObject,
  readText,
  readWholeNumber,
} from "../untrusted-json.js";
import type { FirmwareAttempt } from "./firmware-attempt.js";
import { attemptsMax, imageId } from "./firmware-decision.js";
import { mqttSection, readAscii, readMqtt, readWebsocket, type TransportSettings } from "./settings.js";

export const recordMaxBytes = 4_000;
const formatVersion = 1;
/** The last date that there is. */
const dateMaxMs = 8.64e15;

export interface StoreFailure {
  readonly kind: "tooLarge";
  readonly sizeBytes: number;
  readonly limitBytes: number;
}

/** What was good last time, so that a start without the OTA server still leads to a session. */
export interface LastGood {
  /** The OTA URL as configured then: under another one nothing of this counts. */
  readonly configuredUrl: string;
  /** The same with the ending that worked. */
  readonly workedUrl: string;
  /** The transport that led to a server hello; nobody has said unbound since. */
  readonly proven?: Transport;
  /** All that this server offers was met over TLS: it is held to that (`downgrade.ts`). */
  readonly tlsOnly?: boolean;
}

export interface StoredTransport {
  readonly settings: TransportSettings;
  /** When the server gave them, by its own clock; absent if it didn't tell. */
  readonly issuedAtUtcMs?: number;
}

/** Record `transport`: both sections of one reply in one text, so that they are replaced together. */
export function encodeTransport(stored: StoredTransport): Result<string, StoreFailure> {
  const { websocket, mqtt } = stored.settings;
  return encode({
    websocket: websocket && { url: websocket.url, token: websocket.token, version: websocket.version },
    mqtt: mqtt && mqttSection(mqtt),
    issuedAtUtcMs: stored.issuedAtUtcMs,
  });
}

/** A record without sections holds no settings; that is not the same as one that can't be read. */
export function decodeTransport(text: string | undefined): StoredTransport | undefined {
  const record = decode(text);
  if (!record) return undefined;
  const issuedAtUtcMs = readWholeNumber(own(record, "issuedAtUtcMs"), 0, dateMaxMs);
  const settings = readSections(record);
  return settings && { settings, ...(issuedAtUtcMs !== undefined && { issuedAtUtcMs }) };
}

function readSections(record: JsonObject): TransportSettings | undefined {
  if (own(record, "websocket") === undefined && own(record, "mqtt") === undefined) return {};
  const websocketSection = readObject(own(record, "websocket"));
  const mqttRecord = readObject(own(record, "mqtt"));
  const websocket = websocketSection && readWebsocket(websocketSection);
  const mqtt = mqttRecord && readMqtt(mqttRecord);
  if (!websocket?.ok && !mqtt?.ok) return undefined;
  return { ...(websocket?.ok && { websocket: websocket.value }), ...(mqtt?.ok && { mqtt: mqtt.value }) };
}

export function encodeLastGood(lastGood: LastGood): Result<string, StoreFailure> {
  const { configuredUrl, workedUrl, proven, tlsOnly } = lastGood;
  return encode({ configuredUrl, workedUrl, proven, tlsOnly });
}

export function decodeLastGood(text: string | undefined): LastGood | undefined {
  const record = decode(text);
  if (!record) return undefined;
  const configuredUrl = readHttpUrl(own(record, "configuredUrl"));
  const workedUrl = readHttpUrl(own(record, "workedUrl"));
  const proven = own(record, "proven");
  if (!configuredUrl || !workedUrl) return undefined;
  return {
    configuredUrl,
    workedUrl,
    ...((proven === "mqtt" || proven === "websocket") && { proven }),
    ...(own(record, "tlsOnly") === true && { tlsOnly: true }),
  };
}

/** Record `reboot`: the device has restarted on the cloud's word. Says no more: a board has no clock before its first check. */
export function encodeReboot(): Result<string, StoreFailure> {
  return encode({ rebooted: true });
}

/** `undefined`: no such record. */
export function decodeReboot(text: string | undefined): true | undefined {
  const record = decode(text);
  return record && own(record, "rebooted") === true ? true : undefined;
}

/** Record `firmware`: the latest attempts, as many as fit. */
export function encodeAttempts(attempts: readonly FirmwareAttempt[]): Result<string, StoreFailure> {
  let kept = attempts.slice(-attemptsMax).map(({ version, url, outcome, forced, atUtcMs }) => ({
    version,
    url: imageId(url),
    outcome,
    forced,
    atUtcMs,
  }));
  let result = encode({ attempts: kept });
  while (!result.ok && kept.length > 1) {
    kept = kept.slice(1);
    result = encode({ attempts: kept });
  }
  return result;
}

/** An attempt that can't be read is left out; without a readable record there are none. */
export function decodeAttempts(text: string | undefined): readonly FirmwareAttempt[] | undefined {
  const record = decode(text);
  const list = record && own(record, "attempts");
  if (!Array.isArray(list)) return undefined;
  return list
    .slice(-attemptsMax)
    .map(readAttempt)
    .filter((attempt) => attempt !== undefined);
}

function readAttempt(value: unknown): FirmwareAttempt | undefined {
  const record = readObject(value);
  if (!record) return undefined;
  const version = readAscii(own(record, "version"), 32);
  const url = readHttpUrl(own(record, "url"), imageUrlMaxChars);
  const outcome = own(record, "outcome");
  const forced = own(record, "forced");
  const atUtcMs = readWholeNumber(own(record, "atUtcMs"), 0, dateMaxMs);
  if (!version || !url || typeof forced !== "boolean" || atUtcMs === undefined) return undefined;
  if (outcome !== "started" && outcome !== "installed" && outcome !== "failed") return undefined;
  return { version, url: imageId(url), outcome, forced, atUtcMs };
}

function readHttpUrl(value: unknown, maxChars = urlMaxChars): string | undefined {
  const url = readText(value, maxChars);
  return url && parseUrl(url, ["http", "https"], maxChars).ok ? url : undefined;
}

function encode(record: JsonObject): Result<string, StoreFailure> {
  const text = JSON.stringify({ v: formatVersion, ...record });
  // Most are so short that there is nothing to count.
  if (text.length * characterMaxBytes <= recordMaxBytes) return { ok: true, value: text };
  const sizeBytes = utf8Length(text);
  if (sizeBytes <= recordMaxBytes) return { ok: true, value: text };
  return { ok: false, failure: { kind: "tooLarge", sizeBytes, limitBytes: recordMaxBytes } };
}

function decode(text: string | undefined): JsonObject | undefined {
  if (text === undefined) return undefined;
  const parsed = parseJsonObject(text, recordMaxBytes);
  return parsed.ok && own(parsed.value, "v") === formatVersion ? parsed.value : undefined;
}
