import { createCipheriv } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createUdpCodec } from "../../../src/core/session/udp.js";

const crypto = {
  aes128Ctr(key: Uint8Array, counter: Uint8Array, data: Uint8Array): Uint8Array {
    const cipher = createCipheriv("aes-128-ctr", key, counter);
    return new Uint8Array(Buffer.concat([cipher.update(data), cipher.final()]));
  },
};
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));
const hex = (data: Uint8Array | undefined) => data && Buffer.from(data).toString("hex");

const params = {
  host: "203.0.113.7",
  port: 8884,
  key: bytes("000102030405060708090a0b0c0d0e0f"),
  nonce: bytes("0100000011223344aaaaaaaabbbbbbbb"),
};
const payload = bytes("f8fffe000102030405060708090a0b0c0d0e0f10");
const packets = [
  "01000014112233440000000000000001d967d3018f429977a545a7ff557a2c21bca98dc2",
  "01000014112233440001e240000000021a48f01110b34eb17f213c3a05556d8e757a8c78",
] as const;
const newCodec = () => createUdpCodec(crypto, params);

test("seals the reference packets, counting from 1", () => {
  const codec = newCodec();
  expect(hex(codec.seal(payload, 0))).toBe(packets[0]);
  expect(hex(codec.seal(payload, 123_456))).toBe(packets[1]);
});

test("opens the reference packets", () => {
  const codec = newCodec();
  for (const [at, packet] of packets.entries()) {
    const opened = codec.open(bytes(packet));
    expect(opened.ok && hex(opened.value.payload)).toBe(hex(payload));
    expect(opened).toMatchObject({
      value: { sequence: at + 1, timestampMs: at === 0 ? 0 : 123_456, lost: 0 },
    });
  }
});

test("a replay and a late packet are refused, a gap is accepted and told", () => {
  const codec = newCodec();
  expect(codec.open(bytes(packets[1]))).toMatchObject({ ok: true, value: { lost: 1 } });
  expect(codec.open(bytes(packets[1]))).toEqual({ ok: false, failure: "datagram 2 is late or a replay" });
  expect(codec.open(bytes(packets[0]))).toEqual({ ok: false, failure: "datagram 1 is late or a replay" });
});

test("a refused packet does not move the sequence", () => {
  const codec = newCodec();
  expect(codec.open(bytes(`${packets[1]}00`)).ok).toBe(false);
  expect(codec.open(bytes(packets[0])).ok).toBe(true);
});

test("a number far ahead is believed once a neighbour of it has come: one alone silences nobody", () => {
  const sequenced = (sequence: number) => {
    const datagram = bytes(packets[0]);
    new DataView(datagram.buffer).setUint32(12, sequence);
    return datagram;
  };
  const codec = newCodec();
  const heard = (sequence: number) => codec.open(sequenced(sequence)).ok;
  expect(codec.open(sequenced(27))).toEqual({ ok: false, failure: "datagram 27 is far ahead of 0" });
  expect([25, 26, 0xffff_ffff, 27, 26].map(heard)).toEqual([true, true, false, true, false]);
  // After a gap the first is the price. The same once more is no neighbour, nor is one at a distance; one that it has overtaken is.
  expect([5_000, 5_000, 5_004, 5_005].map(heard)).toEqual([false, false, true, true]);
  expect([9_000, 9_005, 9_006].map(heard)).toEqual([false, false, true]);
  expect([12_004, 12_000, 12_001].map(heard)).toEqual([false, true, true]);
  // What is doubted is forgotten as soon as the stream goes on.
  expect([0xffff_fff0, 12_002, 0xffff_fff1, 12_003].map(heard)).toEqual([false, true, false, true]);
});

test.each([
  ["of another connection", packets[0].replace("11223344", "11223345"), "datagram of another connection"],
  ["too short", packets[0].slice(0, 30), "datagram of 15 bytes"],
  ["of another type", `02${packets[0].slice(2)}`, "datagram of another type"],
  ["cut off", packets[0].slice(0, -2), "datagram size differs from its header"],
  ["too long", "01".repeat(1_501), "datagram of 1501 bytes"],
])("a packet %s is refused", (_name, packet, failure) => {
  expect(newCodec().open(bytes(packet))).toEqual({ ok: false, failure });
});

test("nothing is sealed that has no payload or does not fit", () => {
  const codec = newCodec();
  expect(codec.seal(new Uint8Array(0), 0)).toBeUndefined();
  expect(codec.seal(new Uint8Array(1_485), 0)).toBeUndefined();
  expect(codec.seal(new Uint8Array(1_484), 0)?.subarray(12, 16)).toEqual(bytes("00000001"));
});

test("a hello with the key of the one before: no number comes again under it, as it is part of the counter block", () => {
  const number = (sealed: Uint8Array | undefined) => hex(sealed)?.slice(24, 32);
  const first = newCodec();
  first.seal(payload, 0);
  const second = createUdpCodec(crypto, params, first);
  expect(number(second.seal(payload, 0))).toBe("00000002");
  // Some servers count on, some from 1 again: both are heard.
  expect([1, 2].map((at) => second.open(bytes(packets[at - 1] ?? "")).ok)).toEqual([true, true]);
  // Copies of the key: a hello is decoded into new bytes.
  const third = createUdpCodec(crypto, { ...params, key: params.key.slice() }, second);
  expect(number(third.seal(payload, 0))).toBe("00000003");
  const other = createUdpCodec(crypto, { ...params, key: new Uint8Array(16) }, third);
  expect(number(other.seal(payload, 0))).toBe("00000001");
});

test("the nonce is left as it was", () => {
  newCodec().seal(payload, 5);
  expect(hex(params.nonce)).toBe("0100000011223344aaaaaaaabbbbbbbb");
});

test("no bytes make opening throw or give more than they hold", () => {
  const codec = newCodec();
  const datagram = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.uint8Array({ minLength: 16, maxLength: 40 }).map((data) => {
      data[0] = 1;
      data[2] = 0;
      data[3] = data.length - 16;
      return data;
    }),
  );
  fc.assert(
    fc.property(datagram, (data) => {
      const opened = codec.open(data);
      if (opened.ok) expect(opened.value.payload.length).toBe(data.length - 16);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test("datagrams of any size, one after the other, each as if it were the first", () => {
  const [device, cloud] = [newCodec(), newCodec()];
  for (const [at, size] of [1, 300, 20, 1_484, 4].entries()) {
    const said = new Uint8Array(size).fill(size);
    expect(device.open(cloud.seal(said, at)?.slice() ?? new Uint8Array())).toEqual({
      ok: true,
      value: { payload: said, timestampMs: at, sequence: at + 1, lost: 0 },
    });
    expect(device.open(new Uint8Array(3)).ok).toBe(false);
  }
});
