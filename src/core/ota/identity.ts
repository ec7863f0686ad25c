/** Who the device is to the cloud: `Device-Id` (its MAC) and `Client-Id` (a UUID made once). Tokens are bound to the exact pair. */
import type { Result } from "../failure.js";
import type { DeviceFacts, Log, Random, Storage } from "../ports.js";
import { cleanLine } from "../text/clip.js";
import { own, parseJsonObject, readText } from "../untrusted-json.js";

export interface Identity {
  /** From `deviceIdOf`. */
  readonly deviceId: string;
  /** Kept in storage. */
  readonly uuid: string;
}

/** The MAC in the one form that servers take: lower case with colons. Fails with a sentence for the person who gave it. */
export function deviceIdOf(mac: string): Result<string, string> {
  const deviceId = mac.trim().toLowerCase().replaceAll("-", ":");
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(deviceId))
    return { ok: false, failure: "A MAC address has six pairs of hex digits, such as d4:06:06:b6:a9:fb." };
  if (deviceId === "00:00:00:00:00:00" || deviceId === "ff:ff:ff:ff:ff:ff")
    return { ok: false, failure: `${deviceId} is not the MAC address of a device.` };
  return { ok: true, value: deviceId };
}

/** Lower-case hex digits, two a byte. */
export function hexOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += (byte + 0x100).toString(16).slice(1);
  return text;
}

/** UUID version 4 of 16 random bytes. */
export function uuidV4(random: Uint8Array): string {
  const bytes = random.slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return hexOf(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * Who this device is. The UUID comes out of the record `identity`, `{"uuid":"…"}`; it is made and written if it isn't there or
 * can't be read. What goes wrong is logged, and the device works on: with a MAC that is none the cloud will say so, and a UUID
 * that could not be written is another one after the next start.
 */
export function loadIdentity(
  facts: Pick<DeviceFacts, "mac">,
  storage: Storage,
  random: Random,
  log: Log,
): Identity {
  const deviceId = deviceIdOf(facts.mac);
  if (!deviceId.ok) log.write("error", deviceId.failure);
  return {
    deviceId: deviceId.ok ? deviceId.value : cleanLine(facts.mac, 64),
    uuid: storedUuid(storage, log) ?? newUuid(storage, random, log),
  };
}

function storedUuid(storage: Storage, log: Log): string | undefined {
  const text = storage.read("identity");
  if (text === undefined) return undefined;
  const record = parseJsonObject(text, 200);
  const uuid = record.ok ? readText(own(record.value, "uuid"), 36) : undefined;
  // Version 4 only: the others tell the time or the MAC of the machine that made them.
  if (uuid && /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid)) return uuid;
  log.write("warn", "the stored client id can't be read: making a new one");
  return undefined;
}

function newUuid(storage: Storage, random: Random, log: Log): string {
  const uuid = uuidV4(random.bytes(16));
  if (!storage.write("identity", JSON.stringify({ uuid })))
    log.write("error", "the client id could not be stored: it will be another one after a restart");
  return uuid;
}
