import { describe, expect, test } from "vitest";
import { runStream } from "../../host/lab/datagrams/stream.js";
import { troubles } from "../../host/lab/datagrams/troubles.js";
import { createUdpCodec, type UdpCodec } from "../../src/core/session/udp.js";

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
});

/** The real codec with one thing wrong. */
const broken = (change: (codec: UdpCodec, again: () => UdpCodec) => Partial<UdpCodec>): Create => {
  return (crypto, params) => {
    const codec = createUdpCodec(crypto, params);
    return { ...codec, ...change(codec, () => createUdpCodec(crypto, params)) };
  };
};

describe("a codec that is wrong is caught", () => {
  test.each([
    [
      "takes late and repeated ones",
      "replayed",
      broken((_codec, again) => ({ open: (datagram) => again().open(datagram) })),
      "one was heard twice, or after a later one",
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
      broken((codec) => {
        let silentUntil = 0;
        return {
          open(datagram) {
            const number = datagram.length < 16 ? 0 : Buffer.from(datagram).readUInt32BE(12);
            const isLate = number <= silentUntil;
            silentUntil = Math.max(silentUntil, number);
            return isLate ? { ok: false, failure: "late" } : codec.open(datagram);
          },
        };
      }),
      /that came in order were not heard, of at most 0$/,
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
      /that came in order were not heard, of at most [0-9]+$/,
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
    expect(run(path, createCodec).failures).toContainEqual(
      typeof failure === "string" ? failure : expect.stringMatching(failure),
    );
  });
});
