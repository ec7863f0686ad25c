/** Binary websocket frames, layouts 1 to 3. Integers are big-endian. */

import type { Result } from "../failure.js";
import { frozen } from "../frozen.js";

export type FrameVersion = 1 | 2 | 3;

export interface Frame {
  readonly type: "opus" | "json";
  /** A view into the bytes given. */
  readonly payload: Uint8Array;
  /** Layout 2 only. */
  readonly timestampMs?: number;
}

const headerSizes: Readonly<Record<FrameVersion, number>> = frozen({ 1: 0, 2: 16, 3: 4 });
const types = frozen(["opus", "json"] as const);
/** Devices of this protocol send websocket frames of at most this size; it also fits layout 3's length. */
const frameMaxBytes = 65_535;

/** One Opus packet as a frame. `undefined` if it is empty or too large for one. `timestampMs` wraps at 2^32. */
export function encodeFrame(
  version: FrameVersion,
  payload: Uint8Array,
  timestampMs: number,
): Uint8Array | undefined {
  const headerSize = headerSizes[version];
  if (payload.length === 0 || payload.length + headerSize > frameMaxBytes) return undefined;
  const frame = new Uint8Array(headerSize + payload.length);
  const view = new DataView(frame.buffer);
  if (version === 2) {
    view.setUint16(0, 2);
    view.setUint32(8, timestampMs);
    view.setUint32(12, payload.length);
  } else if (version === 3) view.setUint16(2, payload.length);
  frame.set(payload, headerSize);
  return frame;
}

/** The failure is one line for the log. */
export function decodeFrame(version: FrameVersion, bytes: Uint8Array): Result<Frame, string> {
  const headerSize = headerSizes[version];
  if (bytes.length <= headerSize) return { ok: false, failure: "frame without payload" };
  const payload = bytes.subarray(headerSize);
  if (version === 1) return { ok: true, value: { type: "opus", payload } };

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [typeCode, size] =
    version === 2 ? [view.getUint16(2), view.getUint32(12)] : [view.getUint8(0), view.getUint16(2)];
  if (version === 2 && view.getUint16(0) !== 2) return { ok: false, failure: "frame of another version" };
  if (size !== payload.length) return { ok: false, failure: "frame size differs from its header" };
  const type = types[typeCode];
  if (!type) return { ok: false, failure: `frame type ${typeCode}` };
  return {
    ok: true,
    value: version === 2 ? { type, payload, timestampMs: view.getUint32(8) } : { type, payload },
  };
}
