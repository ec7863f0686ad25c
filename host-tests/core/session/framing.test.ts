import fc from "fast-check";
import { expect, test } from "vitest";
import { createFraming, type FrameVersion } from "../../../src/core/session/framing.js";

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const hex = (data: Uint8Array | undefined) => data && Buffer.from(data).toString("hex");
const opus = bytes("f8fffe00");

const vectors: [FrameVersion, string][] = [
  [1, "f8fffe00"],
  [2, "0002 0000 00000000 0001e240 00000004 f8fffe00"],
  [3, "00 00 0004 f8fffe00"],
];

test.each(vectors)("version %i: the reference frame both ways", (version, frame) => {
  expect(hex(createFraming(version).encode(opus, 123_456))).toBe(frame.replaceAll(" ", ""));
  const decoded = createFraming(version).decode(bytes(frame));
  expect(decoded.ok && hex(decoded.value.payload)).toBe("f8fffe00");
  expect(decoded.ok && decoded.value.type).toBe("opus");
  expect(decoded.ok && decoded.value.timestampMs).toBe(version === 2 ? 123_456 : undefined);
});

test("type 1 is JSON in versions 2 and 3", () => {
  expect(createFraming(2).decode(bytes("0002 0001 00000000 00000000 00000002 7b7d"))).toMatchObject({
    value: { type: "json" },
  });
  expect(createFraming(3).decode(bytes("01 00 0002 7b7d"))).toMatchObject({ value: { type: "json" } });
});

test.each<[FrameVersion, string, string]>([
  [1, "", "frame without payload"],
  [2, "0002", "frame without payload"],
  [2, "0002 0000 00000000 00000000 00000000", "frame without payload"],
  [2, "0003 0000 00000000 00000000 00000001 f8", "frame of another version"],
  [2, "0002 0000 00000000 00000000 00000002 f8", "frame size differs from its header"],
  [2, "0002 0002 00000000 00000000 00000001 f8", "frame type 2"],
  [3, "00 00 0000", "frame without payload"],
  [3, "00 00 0001 f8ff", "frame size differs from its header"],
  [3, "07 00 0001 f8", "frame type 7"],
])("version %i refuses %s", (version, frame, failure) => {
  expect(createFraming(version).decode(bytes(frame))).toEqual({ ok: false, failure });
});

test("a frame inside a larger buffer is read from its own start", () => {
  const buffer = bytes("ffff 0002 0000 00000000 0001e240 00000004 f8fffe00 ffff");
  expect(createFraming(2).decode(buffer.subarray(2, 22))).toMatchObject({
    ok: true,
    value: { timestampMs: 123_456 },
  });
});

test("a payload that is empty or too large for a frame is not encoded", () => {
  expect(createFraming(3).encode(new Uint8Array(0), 0)).toBeUndefined();
  expect(createFraming(3).encode(new Uint8Array(65_531), 0)).toHaveLength(65_535);
  expect(createFraming(3).encode(new Uint8Array(65_532), 0)).toBeUndefined();
});

const versions = fc.constantFrom<FrameVersion>(1, 2, 3);

test("no bytes make the decoder throw, and no payload is longer than its frame", () => {
  fc.assert(
    fc.property(versions, fc.uint8Array({ maxLength: 64 }), (version, data) => {
      const frame = createFraming(version).decode(data);
      if (frame.ok) expect(frame.value.payload.length).toBeLessThanOrEqual(data.length);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test("every packet comes back from its frame", () => {
  fc.assert(
    fc.property(
      versions,
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      fc.nat(0xffff_ffff),
      (version, packet, timestampMs) => {
        const frame = createFraming(version).decode(
          createFraming(version).encode(packet, timestampMs) ?? new Uint8Array(),
        );
        expect(frame.ok && hex(frame.value.payload)).toBe(hex(packet));
      },
    ),
    { seed: 1 },
  );
});

test("one framing serves a whole session: frames of any size, one after the other", () => {
  for (const version of [1, 2, 3] as const) {
    const framing = createFraming(version);
    for (const size of [1, 300, 20, 5_000, 4]) {
      const packet = new Uint8Array(size).fill(size);
      const frame = framing.decode(framing.encode(packet, size)?.slice() ?? new Uint8Array());
      expect(frame).toEqual({
        ok: true,
        value: { type: "opus", payload: packet, ...(version === 2 && { timestampMs: size }) },
      });
      expect(framing.decode(new Uint8Array(0)).ok).toBe(false);
    }
  }
});
