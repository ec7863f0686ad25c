/** Audio datagrams of the MQTT transport: a 16-byte header, also the initial counter block, and an AES-128-CTR payload. */
import type { Result } from "../failure.js";
import type { Crypto } from "../ports.js";
import type { UdpParams } from "./messages.js";

export interface Datagram {
  readonly payload: Uint8Array;
  readonly timestampMs: number;
  readonly sequence: number;
  /** Packets missing before this one. Up to 2^32: nothing proves a number. */
  readonly lost: number;
}

export interface UdpCodec {
  /**
   * The next uplink datagram. `undefined`: payload empty or too large, or the sequence is used up (a hello with another key helps).
   * Two of equal length and time share most of their key stream, so no two should have the same time.
   */
  seal(payload: Uint8Array, timestampMs: number): Uint8Array | undefined;
  /**
   * A downlink datagram. Replayed and late ones, those of another connection and ill-formed ones fail with one line for the log; of those
   * far ahead of all before, the first.
   */
  open(datagram: Uint8Array): Result<Datagram, string>;
  /** The last number that was sealed under this key; 0 if none was. */
  lastUnder(key: Uint8Array): number;
}

const headerSize = 16;
const datagramMaxBytes = 1_500;
const packetType = 1;
const sequenceMax = 0xffff_ffff;
/**
 * A second and a half of packets. One that is further ahead may be forged or damaged (nothing proves a header), and to believe it would shut
 * out all that follow: it is believed once a neighbour of it comes, much as RFC 3550 (A.1) does.
 */
const aheadMax = 25;
const neighboursWithin = 4;

/**
 * Counts both sequences from 0: make one for each server hello. `before` is the codec of the hello before: some servers give the same key
 * again, and then ours counts on. What they send may be counted either way.
 */
export function createUdpCodec(
  crypto: Pick<Crypto, "aes128Ctr">,
  params: UdpParams,
  before?: Pick<UdpCodec, "lastUnder">,
): UdpCodec {
  let sent = before?.lastUnder(params.key) ?? 0;
  let received = 0;
  /** The last one that was too far ahead to be believed, until another is taken. */
  let doubted = Number.NEGATIVE_INFINITY;
  const { nonce } = params;
  const connection = new DataView(nonce.buffer, nonce.byteOffset, nonce.byteLength).getUint32(4);

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
      // Whoever only guesses where we listen can't guess this as well.
      if (view.getUint32(4) !== connection) return { ok: false, failure: "datagram of another connection" };
      const sequence = view.getUint32(12);
      if (sequence <= received) return { ok: false, failure: `datagram ${sequence} is late or a replay` };
      const fromDoubted = Math.abs(sequence - doubted);
      const isConfirmed = fromDoubted > 0 && fromDoubted <= neighboursWithin;
      if (sequence - received > aheadMax && !isConfirmed) {
        doubted = sequence;
        return { ok: false, failure: `datagram ${sequence} is far ahead of ${received}` };
      }
      const payload = crypto.aes128Ctr(
        params.key,
        datagram.slice(0, headerSize),
        datagram.subarray(headerSize),
      );
      const lost = sequence - received - 1;
      received = sequence;
      doubted = Number.NEGATIVE_INFINITY;
      return { ok: true, value: { payload, timestampMs: view.getUint32(8), sequence, lost } };
    },

    lastUnder: (key) => (key.every((byte, at) => byte === params.key[at]) ? sent : 0),
  };
}
