/**
 * Binary websocket frames, layouts 1 to 3. Integers are big-endian. There are seventeen a second each way, so frames are made in memory that is
 * there once: what a call gives is good until the next one of the same kind.
 */

import type { Result } from "../failure.js";
import { frozen } from "../frozen.js";
import { readUint16, readUint32, writeUint16, writeUint32 } from "./big-endian.js";

export type FrameVersion = 1 | 2 | 3;

export interface Frame {
  readonly type: "opus" | "json";
  /** A view into the bytes given. */
  readonly payload: Uint8Array;
  /** Layout 2 only. */
  readonly timestampMs?: number;
}

export interface Framing {
  /** One Opus packet as a frame. `undefined` if it is empty or too large for one. `timestampMs` wraps at 2^32. */
  encode(payload: Uint8Array, timestampMs: number): Uint8Array | undefined;
  /** The failure is one line for the log. */
  decode(bytes: Uint8Array): Result<Frame, string>;
}

const headerSizes: Readonly<Record<FrameVersion, number>> = frozen({ 1: 0, 2: 16, 3: 4 });
const types = frozen(["opus", "json"] as const);
/** Devices of this protocol send websocket frames of at most this size; it also fits layout 3's length. */
const frameMaxBytes = 65_535;
/** Grows to the largest frame that there has been. */
const growsByBytes = 256;

/** One for each session. */
export function createFraming(version: FrameVersion): Framing {
  return new Layout(version);
}

class Layout implements Framing {
  readonly #version: FrameVersion;
  readonly #headerSize: number;
  #encoded: Uint8Array;
  readonly #frame: { -readonly [Member in keyof Frame]: Frame[Member] };
  readonly #decoded: Result<Frame, string>;

  constructor(version: FrameVersion) {
    this.#version = version;
    this.#headerSize = headerSizes[version];
    this.#encoded = new Uint8Array(growsByBytes);
    this.#frame = { type: "opus", payload: this.#encoded };
    this.#decoded = { ok: true, value: this.#frame };
  }

  encode(payload: Uint8Array, timestampMs: number): Uint8Array | undefined {
    const sizeBytes = this.#headerSize + payload.length;
    if (payload.length === 0 || sizeBytes > frameMaxBytes) return undefined;
    // Nothing comes before the packet.
    if (this.#headerSize === 0) return payload;
    if (sizeBytes > this.#encoded.length)
      this.#encoded = new Uint8Array(Math.ceil(sizeBytes / growsByBytes) * growsByBytes);
    const frame = this.#encoded;
    if (this.#version === 2) {
      frame[1] = 2;
      writeUint32(frame, 8, timestampMs);
      writeUint32(frame, 12, payload.length);
    } else writeUint16(frame, 2, payload.length);
    frame.set(payload, this.#headerSize);
    return frame.subarray(0, sizeBytes);
  }

  decode(bytes: Uint8Array): Result<Frame, string> {
    const headerSize = this.#headerSize;
    const sizeBytes = bytes.length - headerSize;
    if (sizeBytes <= 0) return { ok: false, failure: "frame without payload" };
    const frame = this.#frame;
    if (headerSize === 0) frame.payload = bytes;
    else {
      const isSecond = this.#version === 2;
      const typeCode = isSecond ? readUint16(bytes, 2) : (bytes[0] as number);
      const toldBytes = isSecond ? readUint32(bytes, 12) : readUint16(bytes, 2);
      if (isSecond && readUint16(bytes, 0) !== 2) return { ok: false, failure: "frame of another version" };
      if (toldBytes !== sizeBytes) return { ok: false, failure: "frame size differs from its header" };
      const type = types[typeCode];
      if (!type) return { ok: false, failure: `frame type ${typeCode}` };
      frame.type = type;
      frame.payload = bytes.subarray(headerSize);
      if (isSecond) frame.timestampMs = readUint32(bytes, 8);
    }
    return this.#decoded;
  }
}
