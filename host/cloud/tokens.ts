import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/**
 * Websocket tokens `<sig>.<ts>`: ts is Unix seconds at issue, sig the base64url HMAC-SHA256 of
 * `client-id|device-id|ts`. The lifetime is applied when the token is used, so changing it affects tokens already out.
 */
export interface TokenPair {
  readonly deviceId: string;
  readonly clientId: string;
}

export function signToken(key: Uint8Array, pair: TokenPair, nowMs: number): string {
  const seconds = Math.floor(nowMs / 1000);
  return `${signature(key, pair, String(seconds))}.${seconds}`;
}

export type TokenVerdict = "ok" | "malformed" | "wrong" | "expired";

/** Both ids must be byte-identical to those of the OTA check. */
export function checkToken(
  key: Uint8Array,
  pair: TokenPair,
  token: string,
  nowMs: number,
  lifetimeMs: number,
): TokenVerdict {
  const match = /^([A-Za-z0-9_-]{43})\.(\d{1,12})$/.exec(token);
  const [, sig, seconds] = match ?? [];
  if (sig === undefined || seconds === undefined) return "malformed";
  if (!sameText(sig, signature(key, pair, seconds))) return "wrong";
  return nowMs - Number(seconds) * 1000 <= lifetimeMs ? "ok" : "expired";
}

/** Compares without telling by its duration where the texts differ. */
export function sameText(a: string, b: string): boolean {
  // Hashing first gives equal lengths, which timingSafeEqual needs, and hides the length as well.
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

export function sha256Hex(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

export function hmacHex(key: Uint8Array, text: string): string {
  return createHmac("sha256", key).update(text).digest("hex");
}

function signature(key: Uint8Array, pair: TokenPair, seconds: string): string {
  return createHmac("sha256", key).update(`${pair.clientId}|${pair.deviceId}|${seconds}`).digest("base64url");
}
