import { beforeAll, describe, expect, test } from "vitest";
import { runStream } from "../../host/lab/datagrams/stream.js";
import { troubles } from "../../host/lab/datagrams/troubles.js";
import { keptAfter } from "../../host/lab/datagrams/xs/memory.js";
import { createUdpCodec, type UdpCodec } from "../../src/core/session/udp.js";
import { buildTimeoutMs, enginePath } from "../xs/engine.js";

type Create = typeof createUdpCodec;
const seeds = [1, 2, 3];
/** `npm run lab -- --datagrams` sends more. */
const datagrams = 700;

const run = (name: string, createCodec: Create = createUdpCodec, seed = 1) => {
  const trouble = troubles.find((known) => known.name === name);
  if (trouble === undefined) throw new Error(`there is no path "${name}"`);
  return runStream({ trouble, seed, datagrams, createCodec });
};

describe("audio over UDP", () => {
  test.each(troubles.map(({ name }) => name))("%s: heard in order, once, and as it was said", (name) => {
    for (const seed of seeds) {
      const { failures, heard, sent } = run(name, createUdpCodec, seed);
      expect(failures, `seed ${seed}`).toEqual([]);
      expect(sent).toBe(2 * datagrams);
      expect(heard).toBeGreaterThan(sent / 4);
    }
  });

  test("the same seed gives the same stream", () => {
    expect(run("damaged")).toEqual(run("damaged"));
    expect(run("damaged", createUdpCodec, 2)).not.toEqual(run("damaged"));
  });

  test("who can't see the path takes nothing away and adds nothing", () => {
    expect(run("forged-blindly")).toMatchObject({ heard: 2 * datagrams, noise: 0, lost: 0 });
  });

  test("who sees the path can silence it, and no longer than until the next hello", () => {
    expect(run("forged-in-pairs")).toMatchObject({ heard: 2 * (400 + 1), noise: 2 });
  });

  test("a cloud that counts on under the same key is heard from its second datagram on", () => {
    expect(run("same-key")).toMatchObject({ heard: 2 * datagrams - 1, unheard: 1 });
  });
});

/** The real codec with one thing wrong. */
const broken = (change: (codec: UdpCodec, again: () => UdpCodec) => Partial<UdpCodec>): Create => {
  return (crypto, params, before) => {
    const codec = createUdpCodec(crypto, params, before);
    const { seal, open, lastUnder } = change(codec, () => createUdpCodec(crypto, params));
    return {
      seal: seal ?? ((payload, timestampMs) => codec.seal(payload, timestampMs)),
      open: open ?? ((datagram) => codec.open(datagram)),
      lastUnder: lastUnder ?? ((key) => codec.lastUnder(key)),
    };
  };
};

const forgetful: Create = (crypto, params) => createUdpCodec(crypto, params);

describe("a codec that is wrong is caught", () => {
  test.each([
    [
      "takes late and repeated ones",
      "replayed",
      broken((_codec, again) => ({ open: (datagram) => again().open(datagram) })),
      "one was heard twice, or after a later one",
    ],
    [
      "counts from 1 again after a hello with the same key",
      "same-key",
      forgetful,
      "a number was used twice under one key",
    ],
    [
      "throws at what it can't read",
      "cut-off",
      broken((codec) => ({
        open(datagram) {
          new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength).getUint32(12);
          return codec.open(datagram);
        },
      })),
      "the codec threw: Offset is outside the bounds of the DataView",
    ],
    [
      "is deaf to three of four, where much may be lost",
      "damaged",
      broken((codec) => {
        let arrived = 0;
        return {
          open: (datagram) => (++arrived % 4 === 0 ? codec.open(datagram) : { ok: false, failure: "deaf" }),
        };
      }),
      "one was not heard that has to be",
    ],
    [
      "doesn't look at the connection id",
      "forged-blindly",
      broken((codec) => ({
        open(datagram) {
          const ours = datagram.slice();
          ours.set(codec.seal(Uint8Array.of(0), 0)?.subarray(4, 8) ?? [], 4);
          return codec.open(ours);
        },
      })),
      "a damaged or forged one was heard",
    ],
    [
      "counts from 1 again after a while",
      "calm",
      broken((codec, again) => {
        let [current, sealed] = [codec, 0];
        return {
          seal(payload, timestampMs) {
            if (++sealed % 500 === 0) current = again();
            return current.seal(payload, timestampMs);
          },
        };
      }),
      "a number was used twice under one key",
    ],
    [
      "forgets gaps",
      "loss",
      broken((codec) => ({
        open(datagram) {
          const opened = codec.open(datagram);
          return opened.ok ? { ok: true, value: { ...opened.value, lost: 0 } } : opened;
        },
      })),
      "a gap was told wrongly",
    ],
    [
      "says something else than it was given",
      "calm",
      broken((codec) => ({ seal: (payload, timestampMs) => codec.seal(payload.subarray(1), timestampMs) })),
      "the cloud hears another payload than was said",
    ],
    [
      "believes every number",
      "forged-far-ahead",
      broken((codec) => ({
        open(datagram) {
          const neighbour = Buffer.from(datagram);
          neighbour.writeUInt32BE(neighbour.readUInt32BE(12) - 1, 12);
          codec.open(neighbour);
          return codec.open(datagram);
        },
      })),
      "a damaged or forged one kept others from being heard",
    ],
    [
      "never comes back after a gap",
      "loss-in-bursts",
      broken((codec) => {
        let heard = 0;
        return {
          open(datagram) {
            const number = datagram.length < 16 ? 0 : Buffer.from(datagram).readUInt32BE(12);
            if (number - heard > 25) return { ok: false, failure: "far ahead" };
            heard = Math.max(heard, number);
            return codec.open(datagram);
          },
        };
      }),
      "one was not heard that has to be",
    ],
    [
      "goes silent",
      "calm",
      broken(() => ({ open: () => ({ ok: false, failure: "no" }) })),
      "nothing was heard",
    ],
    [
      "works on the bytes that it was given",
      "calm",
      broken((codec) => ({
        open(datagram) {
          const opened = codec.open(datagram);
          datagram.fill(0, 16);
          return opened;
        },
      })),
      "a datagram was changed in place",
    ],
  ] as const)("%s", (_what, path, createCodec, failure) => {
    expect(run(path, createCodec).failures).toContain(failure);
  });
});

describe("memory of a board", () => {
  beforeAll(enginePath, buildTimeoutMs);

  test("the codec keeps nothing of a stream, however long", async () => {
    const { heard, ...kept } = await keptAfter(20_000, "real");
    expect(kept).toEqual({ slots: 0, chunkBytes: 0 });
    expect(heard).toBeGreaterThan(10_000);
  });

  test("canary: one that keeps each number is caught", async () => {
    expect((await keptAfter(500, "hoarding")).chunkBytes).toBeGreaterThan(1_000);
  });
});
