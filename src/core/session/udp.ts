/** Audio datagrams of the MQTT transport: a 16-byte header, also the initial counter block, and an AES-128-CTR payload. */
import type { Result } from "../failure.js";
import type { Crypto } from "../ports.js";
import type { UdpParams } from "./messages.js";

export interface Datagram {
  readonly payload: Uint8Array;
  readonly timestampMs: number;
  readonly sequence: number;
  /** Packets missing before this one. */
  readonly lost: number;
}

export interface UdpCodec {
  /** The next uplink datagram. `undefined`: payload empty or too large, or the sequence is used up (a new hello helps). */
  seal(payload: Uint8Array, timestampMs: number): Uint8Array | undefined;
  /** A downlink datagram. Replayed and late ones, those far ahead of all before and ill-formed ones fail with one line for the log. */
  open(datagram: Uint8Array): Result<Datagram, string>;
}

const headerSize = 16;
const datagramMaxBytes = 1_500;
const packetType = 1;
const sequenceMax = 0xffff_ffff;
/** Two minutes of packets: longer than a session may be silent. Without a limit one forged number would shut out all that follow. */
const aheadMax = 2_000;

/** Counts both sequences from 0: make one for each server hello. */
export function createUdpCodec(crypto: Pick<Crypto, "aes128Ctr">, params: UdpParams): UdpCodec {
  let sent = 0;
  let received = 0;

  return {
    seal(payload, timestampMs) {
      // A sequence must never come again under the same key: it is part of the counter block.
      if (payload.length === 0 || payload.length > datagramMaxBytes - headerSize || sent === sequenceMax)
        return undefined;
      sent++;
      const datagram = new Uint8Array(headerSize + payload.length);
      datagram.set(params.nonce);
      const view = new DataView(datagram.buffer);
      view.setUint16(2, payload.length);
      view.setUint32(8, timestampMs);
      view.setUint32(12, sent);
      datagram.set(crypto.aes128Ctr(params.key, datagram.slice(0, headerSize), payload), headerSize);
      return datagram;
    },

    open(datagram) {
      if (datagram.length < headerSize || datagram.length > datagramMaxBytes)
        return { ok: false, failure: `datagram of ${datagram.length} bytes` };
      const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
      if (view.getUint8(0) !== packetType) return { ok: false, failure: "datagram of another type" };
      if (view.getUint16(2) !== datagram.length - headerSize)
        return { ok: false, failure: "datagram size differs from its header" };
      const sequence = view.getUint32(12);
      if (sequence <= received) return { ok: false, failure: `datagram ${sequence} is late or a replay` };
      if (sequence - received > aheadMax)
        return { ok: false, failure: `datagram ${sequence} is too far ahead` };
      const payload = crypto.aes128Ctr(
        params.key,
        datagram.slice(0, headerSize),
        datagram.subarray(headerSize),
      );
      const lost = sequence - received - 1;
      received = sequence;
      return { ok: true, value: { payload, timestampMs: view.getUint32(8), sequence, lost } };
    },
  };
}
