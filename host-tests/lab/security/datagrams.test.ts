/** Audio datagrams that somebody on the path repeats, holds back, puts into another order or invents. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { nodeCrypto } from "../../../host/device/node/crypto.js";
import { createUdpCodec } from "../../../src/core/session/udp.js";

const params = {
  host: "h",
  port: 1,
  key: new Uint8Array(16).fill(7),
  nonce: Uint8Array.of(1, ...new Uint8Array(15)),
};
const codec = () => createUdpCodec(nodeCrypto(), params);

/** As the cloud would have sent them. */
function sealed(count: number): Uint8Array[] {
  const cloud = codec();
  return Array.from(
    { length: count },
    (_, at) => cloud.seal(Uint8Array.of(at + 1), at * 60)?.slice() ?? new Uint8Array(),
  );
}

test("in whatever order and however often they come: each is heard at most once, and never after a later one", () => {
  const datagrams = sealed(20);
  fc.assert(
    fc.property(fc.array(fc.nat(19), { maxLength: 60 }), (order) => {
      const device = codec();
      const heard: number[] = [];
      for (const at of order) {
        const opened = device.open(datagrams[at] ?? new Uint8Array());
        if (opened.ok) heard.push(opened.value.sequence);
      }
      expect(heard).toEqual([...new Set(heard)].sort((one, other) => one - other));
      // Of what came in order nothing is missing: the running maximum of what came.
      const maxima = order.filter((at, index) => order.slice(0, index).every((earlier) => earlier < at));
      expect(heard).toEqual(maxima.map((at) => at + 1));
    }),
  );
});

test("an invented sequence number far ahead doesn't silence the cloud", () => {
  const device = codec();
  const [first, second] = sealed(2);
  if (first === undefined || second === undefined) throw new Error("nothing was sealed");
  expect(device.open(first).ok).toBe(true);
  const forged = second.slice();
  new DataView(forged.buffer).setUint32(12, 0xffff_ffff);
  expect(device.open(forged)).toEqual({ ok: false, failure: "datagram 4294967295 is far ahead of 1" });
  expect(device.open(second).ok).toBe(true);
});

test("who doesn't know the connection id can't be heard, and can't silence the cloud", () => {
  const device = codec();
  const [first, second] = sealed(2);
  if (first === undefined || second === undefined) throw new Error("nothing was sealed");
  for (const sequence of [1, 2, 3, 1_000, 1_001]) {
    const forged = first.slice();
    const view = new DataView(forged.buffer);
    view.setUint32(4, 0x0102_0304);
    view.setUint32(12, sequence);
    expect(device.open(forged)).toEqual({ ok: false, failure: "datagram of another connection" });
  }
  expect([device.open(first).ok, device.open(second).ok]).toEqual([true, true]);
});

test("what nothing in the protocol prevents: who knows what is said can put other words in its place", () => {
  const said = Buffer.from("turn the light off");
  const meant = Buffer.from("turn the light on ");
  const sent = codec().seal(said, 60) ?? new Uint8Array();
  const reworded = sent.map((byte, at) => byte ^ (said[at - 16] ?? 0) ^ (meant[at - 16] ?? 0));
  const opened = codec().open(reworded);
  expect(opened.ok && Buffer.from(opened.value.payload).toString()).toBe(meant.toString());
});

test("what nothing in the protocol prevents: the device hears itself, if somebody sends it its own", () => {
  const device = codec();
  const own = device.seal(Uint8Array.of(1, 2, 3), 60) ?? new Uint8Array();
  expect(device.open(own)).toMatchObject({ ok: true, value: { payload: Uint8Array.of(1, 2, 3) } });
});

test("bytes of any kind are refused in words, not thrown", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1_600 }), (bytes) => {
      const opened = codec().open(bytes);
      if (!opened.ok) expect(opened.failure.length).toBeLessThan(80);
    }),
  );
});
