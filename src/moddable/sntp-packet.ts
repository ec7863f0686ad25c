/** The packets of SNTP version 4 (RFC 4330, RFC 5905 §14). */

const packetBytes = 48;
/** Leap 0, version 4, mode 3. */
const clientHead = 0x23;
const serverMode = 4;
const leapNotSet = 3;
const stratumMax = 15;
/** Where timestamps stand: 32 bits of seconds, 32 of fraction. */
const originateAt = 24;
const transmitAt = 40;
export const nonceBytes = 8;

/** From 1900-01-01 to 1970-01-01. */
const epochSeconds = 2_208_988_800;
const eraSeconds = 2 ** 32;
/** 2100-01-01 UTC. */
const endOfTimeMs = 4_102_444_800_000;

export type SntpAnswer =
  | { readonly kind: "time"; readonly utcMs: number }
  /** The server wants to be left alone: `RATE`, `DENY`, `RSTR`, … */
  | { readonly kind: "kiss"; readonly code: string }
  | { readonly kind: "unusable"; readonly why: string }
  /** No answer to this request: as if it had not come. */
  | { readonly kind: "foreign" };

/**
 * @param nonce 8 random bytes in the place of the time of sending: the server sends them back, and who has not seen the request
 * can't. The device's own time, which belongs there, would be guessed easily, and is nobody's business.
 */
export function requestPacket(nonce: Uint8Array): Uint8Array {
  const packet = new Uint8Array(packetBytes);
  packet[0] = clientHead;
  packet.set(nonce, transmitAt);
  return packet;
}

/** @param notBeforeMs of the build: no clock that is right can be before it */
export function readAnswer(packet: Uint8Array, nonce: Uint8Array, notBeforeMs: number): SntpAnswer {
  if (packet.length < packetBytes) return { kind: "foreign" };
  const view = new DataView(packet.buffer, packet.byteOffset, packetBytes);
  const head = view.getUint8(0);
  const isOurs = nonce.every((byte, at) => view.getUint8(originateAt + at) === byte);
  if ((head & 7) !== serverMode || !isOurs) return { kind: "foreign" };
  const stratum = view.getUint8(1);
  // Before the leap indicator: with a kiss it mostly says "not set" as well.
  if (stratum === 0) return { kind: "kiss", code: kissCode(view) };
  if (head >> 6 === leapNotSet) return { kind: "unusable", why: "its clock is not set" };
  if (stratum > stratumMax) return { kind: "unusable", why: "its clock follows no other" };
  const seconds = view.getUint32(transmitAt);
  const fraction = view.getUint32(transmitAt + 4);
  if (seconds === 0 && fraction === 0) return { kind: "unusable", why: "it tells no time" };
  // The count begins anew in 2036: with its highest bit it is of the era that began in 1900 (RFC 4330 §3).
  const era = seconds >= eraSeconds / 2 ? 0 : eraSeconds;
  const utcMs = (era + seconds - epochSeconds) * 1_000 + Math.round((fraction / eraSeconds) * 1_000);
  if (utcMs < notBeforeMs) return { kind: "unusable", why: "its time is before this build" };
  if (utcMs >= endOfTimeMs) return { kind: "unusable", why: "its time is after 2099" };
  return { kind: "time", utcMs };
}

/** Four letters; what is none is left out, since it goes to the log. */
function kissCode(view: DataView): string {
  let code = "";
  for (let at = 12; at < 16; at++) code += String.fromCharCode(view.getUint8(at));
  return code.replace(/[^A-Z]/g, "");
}
