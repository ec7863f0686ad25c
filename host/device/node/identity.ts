/** The address a virtual device goes by. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { misuseOf, normalMac } from "../mac.js";
import { readText, replaceText } from "./files.js";

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
  if (kept !== undefined && misuseOf(kept) === undefined) return kept;
  const mac = inventMac();
  replaceText(path, `${mac}\n`);
  return mac;
}
