import fc from "fast-check";
import { expect, test } from "vitest";
import { createNetstringReader, encodeNetstring } from "../../host/xs/netstring.js";

test("messages come out as they went in, however the stream is cut", () => {
  const bodies = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(bodies, fc.array(fc.nat(30)), (sent, cuts) => {
      const stream = Buffer.concat(sent.map((body) => encodeNetstring("?", body)));
      const received: string[] = [];
      const read = createNetstringReader(1_000, (message) => received.push(message.toString("hex")));
      let at = 0;
      for (const cut of cuts) {
        read(stream.subarray(at, at + cut));
        at = Math.min(at + cut, stream.byteLength);
      }
      read(stream.subarray(at));
      expect(received).toEqual(sent.map((body) => `3f${Buffer.from(body).toString("hex")}`));
    }),
  );
});

test.each(["x:a,", "0:,", "-1:a,", "1:ab", "99:", ":a,", "1e1:a,", "12345678901234567890"])(
  "%j is not accepted",
  (stream) => {
    const read = createNetstringReader(50, () => {});
    expect(() => read(Buffer.from(stream))).toThrow(/a message/);
  },
);
