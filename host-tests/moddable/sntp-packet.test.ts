import { describe, expect, it } from "vitest";
import { readAnswer, requestPacket } from "../../src/moddable/sntp-packet.js";
import { answerPacket } from "./sntp-server.js";

const builtAtMs = Date.UTC(2026, 10, 22);
const nonce = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]);
const nowMs = Date.UTC(2026, 11, 24, 18, 30, 0, 250);
const read = (change: Parameters<typeof answerPacket>[1] = {}, utcMs = nowMs) =>
  readAnswer(answerPacket(requestPacket(nonce), { utcMs, ...change }), nonce, builtAtMs);

describe("an SNTP request", () => {
  it("is a packet of a client, version 4, that tells nothing but a random number", () => {
    const packet = requestPacket(nonce);
    expect(packet).toHaveLength(48);
    expect(packet[0]).toBe(0x23);
    expect([...packet.subarray(1, 40)]).toEqual(Array(39).fill(0));
    expect(packet.subarray(40)).toEqual(nonce);
  });
});

describe("an SNTP answer", () => {
  it("is the server's time, to the millisecond", () => {
    expect(read()).toEqual({ kind: "time", utcMs: nowMs });
  });

  it.each([1, 15])("may have stratum %i, a leap second ahead, and an extension behind", (stratum) => {
    expect(read({ stratum, leap: 1, extraBytes: 20 })).toEqual({ kind: "time", utcMs: nowMs });
  });

  it.each([
    ["too short", { extraBytes: -1 }],
    ["another client's request", { mode: 3 }],
    ["a broadcast", { mode: 5 }],
    ["an answer to another number", { nonce: Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 9]) }],
    ["an answer without a number", { nonce: new Uint8Array(8) }],
    ["a kiss with another number", { stratum: 0, code: "DENY", nonce: new Uint8Array(8) }],
  ])("is not ours: %s", (_, change) => expect(read(change)).toEqual({ kind: "foreign" }));

  it.each(["RATE", "DENY", "RSTR"])("of stratum 0 is the kiss of death %s, leap alarm or not", (code) => {
    expect(read({ stratum: 0, code })).toEqual({ kind: "kiss", code });
    expect(read({ stratum: 0, code, leap: 3 })).toEqual({ kind: "kiss", code });
  });

  it("has a kiss code of letters only, for it goes to the log", () => {
    expect(read({ stratum: 0, code: "\n\x1b[é" })).toEqual({ kind: "kiss", code: "" });
  });

  it.each([
    ["a clock that is not set", { leap: 3 }, nowMs],
    ["stratum 16", { stratum: 16 }, nowMs],
    ["a time before the build", {}, builtAtMs - 1],
    ["a time of 2100", {}, Date.UTC(2100, 0)],
    ["no time", { seconds: 0, fraction: 0 }, nowMs],
  ])("is of no use with %s", (_, change, utcMs) =>
    expect(read(change, utcMs)).toMatchObject({ kind: "unusable" }),
  );

  it("goes on after 2036, when the seconds begin again at 0", () => {
    const lastMs = Date.UTC(2036, 1, 7, 6, 28, 15);
    expect(read({ seconds: 0xffff_ffff }, lastMs)).toEqual({ kind: "time", utcMs: lastMs });
    expect(read({ seconds: 0, fraction: 0x8000_0000 })).toEqual({ kind: "time", utcMs: lastMs + 1_500 });
    const late = Date.UTC(2099, 11, 31);
    expect(read({}, late)).toEqual({ kind: "time", utcMs: late });
  });
});
