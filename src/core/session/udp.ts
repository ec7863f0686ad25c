/**
 * Audio datagrams of the MQTT transport: a 16-byte header, also the initial counter block, and an AES-128-CTR payload. There are seventeen a
 * second each way, so a codec works in memory that it has once: what it gives is good until its next call of the same kind.
 */
import type { Result } from "../failure.js";
import type { Crypto } from "../ports.js";
import { readUint16, readUint32, writeUint32 } from "./big-endian.js";
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
  return new Codec(crypto, params, before?.lastUnder(params.key) ?? 0);
}

/** Grows to the largest datagram that there has been: most are a tenth of what may be. */
const growsByBytes = 256;

class Codec implements UdpCodec {
  readonly #crypto: Pick<Crypto, "aes128Ctr">;
  readonly #params: UdpParams;
  readonly #connection: number;
  #sent: number;
  #received = 0;
  /** The last one that was too far ahead to be believed, until another is taken. */
  #doubted = Number.NEGATIVE_INFINITY;
  #sealed = new Uint8Array(headerSize + growsByBytes);
  /** Of the datagram at hand. */
  readonly #counter = new Uint8Array(headerSize);
  readonly #value: { -readonly [Member in keyof Datagram]: Datagram[Member] } = {
    payload: this.#sealed,
    timestampMs: 0,
    sequence: 0,
    lost: 0,
  };
  readonly #opened: Result<Datagram, string> = { ok: true, value: this.#value };

  constructor(crypto: Pick<Crypto, "aes128Ctr">, params: UdpParams, sent: number) {
    this.#crypto = crypto;
    this.#params = params;
    this.#sent = sent;
    this.#connection = readUint32(params.nonce, 4);
  }

  seal(payload: Uint8Array, timestampMs: number): Uint8Array | undefined {
    const sizeBytes = headerSize + payload.length;
    // A sequence must never come again under the same key: it is part of the counter block.
    if (payload.length === 0 || sizeBytes > datagramMaxBytes || this.#sent === sequenceMax) return undefined;
    this.#sent++;
    const counter = this.#counter;
    counter.set(this.#params.nonce);
    counter[2] = payload.length >> 8;
    counter[3] = payload.length;
    writeUint32(counter, 8, timestampMs);
    writeUint32(counter, 12, this.#sent);
    if (sizeBytes > this.#sealed.length)
      this.#sealed = new Uint8Array(Math.ceil(sizeBytes / growsByBytes) * growsByBytes);
    this.#sealed.set(counter);
    this.#sealed.set(this.#crypto.aes128Ctr(this.#params.key, counter, payload), headerSize);
    return this.#sealed.subarray(0, sizeBytes);
  }

  open(datagram: Uint8Array): Result<Datagram, string> {
    if (datagram.length < headerSize || datagram.length > datagramMaxBytes)
      return { ok: false, failure: `datagram of ${datagram.length} bytes` };
    if (datagram[0] !== packetType) return { ok: false, failure: "datagram of another type" };
    if (readUint16(datagram, 2) !== datagram.length - headerSize)
      return { ok: false, failure: "datagram size differs from its header" };
    // Whoever only guesses where we listen can't guess this as well.
    if (readUint32(datagram, 4) !== this.#connection)
      return { ok: false, failure: "datagram of another connection" };
    const sequence = readUint32(datagram, 12);
    const received = this.#received;
    if (sequence <= received) return { ok: false, failure: `datagram ${sequence} is late or a replay` };
    const fromDoubted = Math.abs(sequence - this.#doubted);
    const isConfirmed = fromDoubted > 0 && fromDoubted <= neighboursWithin;
    if (sequence - received > aheadMax && !isConfirmed) {
      this.#doubted = sequence;
      return { ok: false, failure: `datagram ${sequence} is far ahead of ${received}` };
    }
    const counter = this.#counter;
    for (let at = 0; at < headerSize; at++) counter[at] = datagram[at] as number;
    const value = this.#value;
    value.payload = this.#crypto.aes128Ctr(this.#params.key, counter, datagram.subarray(headerSize));
    value.timestampMs = readUint32(datagram, 8);
    value.sequence = sequence;
    value.lost = sequence - received - 1;
    this.#received = sequence;
    this.#doubted = Number.NEGATIVE_INFINITY;
    return this.#opened;
  }

  lastUnder(key: Uint8Array): number {
    return key.every((byte, at) => byte === this.#params.key[at]) ? this.#sent : 0;
  }
}
