/** The address a virtual device goes by. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { readText, replaceText } from "./files.js";

const spellings = /^[0-9a-f]{2}([:-]?)[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}$/;

/** Lower case with colons from any usual spelling (`AA:BB:…`, `aa-bb-…`, `aabb…`), or `undefined` if it is no MAC address. */
export function normalMac(text: string): string | undefined {
  const lower = text.trim().toLowerCase();
  if (!spellings.test(lower)) return undefined;
  return lower.replace(/[:-]/g, "").match(/../g)?.join(":");
}

/** First octet has the multicast bit: no single device has such an address. */
export function isMulticast(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
}

/** A made-up address: local bit set, multicast bit clear, so it can belong to no board on sale. */
export function inventMac(): string {
  const octets = [...randomBytes(6)];
  octets[0] = ((octets[0] ?? 0) & 0xfc) | 0x02;
  return octets.map((octet) => octet.toString(16).padStart(2, "0")).join(":");
}

/** The address kept in `<folder>/mac`; made on the first start. Without a folder a new one each time. */
export function keptMac(folder?: string): string {
  if (folder === undefined) return inventMac();
  const path = join(folder, "mac");
  const kept = normalMac(readText(path) ?? "");
  if (kept !== undefined && !isMulticast(kept)) return kept;
  const mac = inventMac();
  replaceText(path, `${mac}\n`);
  return mac;
}
