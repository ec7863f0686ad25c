/** What an SNTP server answers, right or wrong. */

export interface AnswerOptions {
  readonly utcMs?: number;
  readonly mode?: number;
  readonly leap?: number;
  readonly stratum?: number;
  /** Kiss code. */
  readonly code?: string;
  /** In place of the request's. */
  readonly nonce?: Uint8Array;
  /** In place of `utcMs`: as on the wire. */
  readonly seconds?: number;
  readonly fraction?: number;
  readonly extraBytes?: number;
}

/** Seconds from 1900 to 1970. */
const epochSeconds = 2_208_988_800;

export function answerPacket(request: Uint8Array, options: AnswerOptions): Uint8Array {
  const { utcMs = 0, mode = 4, leap = 0, stratum = 2, code = "", extraBytes = 0 } = options;
  const bytes = new Uint8Array(48 + Math.max(0, extraBytes));
  const view = new DataView(bytes.buffer);
  view.setUint8(0, (leap << 6) | (4 << 3) | mode);
  view.setUint8(1, stratum);
  for (let at = 0; at < 4; at++) view.setUint8(12 + at, code.charCodeAt(at) || 0);
  bytes.set(options.nonce ?? request.subarray(40, 48), 24);
  view.setUint32(40, options.seconds ?? (Math.floor(utcMs / 1000) + epochSeconds) % 2 ** 32);
  view.setUint32(44, options.fraction ?? Math.round(((utcMs % 1000) / 1000) * 2 ** 32));
  return bytes.subarray(0, 48 + extraBytes);
}
