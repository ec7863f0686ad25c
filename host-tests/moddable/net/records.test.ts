import { describe, expect, it } from "vitest";
import { alertText, watchRecords } from "../../../src/moddable/net/tls-records.js";
import { testStack } from "./stack.js";

const record = (type: number, ...body: number[]): number[] => [
  type,
  3,
  3,
  body.length >> 8,
  body.length & 0xff,
  ...body,
];
const message = (type: number, ...body: number[]): number[] => [
  type,
  0,
  body.length >> 8,
  body.length & 0xff,
  ...body,
];
const keyChange = record(20, 1);
const hello = message(2, 3, 3);
const certificates = message(11, 0, 0, 4, 0, 0, 1, 42);
const signedKey = (hash: number, signature: number): number[] =>
  message(12, 3, 0, 23, 1, 4, hash, signature, 0, 0);
const done = message(14);

/** Every certificate is a good one. */
function watch() {
  const always = {
    validFromMs: 0,
    validToMs: Number.MAX_SAFE_INTEGER,
    dnsNames: ["a.example"],
    ipAddresses: [],
    isAuthority: true,
    isSignedBy: () => true,
    equals: () => true,
  };
  return watchRecords(testStack({ ownAuthority: always }, { certificate: () => always }), "a.example");
}

/** As `GuardedTcp` feeds it; returns what is thrown. */
function judge(bytes: readonly number[], { stepBytes = 1000, resume = false } = {}): string {
  const watched = watch();
  const clientHello = new Uint8Array(60);
  clientHello[0] = 22;
  clientHello[43] = resume ? 32 : 0;
  watched.sent(clientHello);
  try {
    for (let at = 0; at < bytes.length; ) {
      const count = Math.min(stepBytes, watched.untilBoundary(), bytes.length - at);
      watched.read(new Uint8Array(bytes.slice(at, at + count)));
      watched.check();
      at += count;
    }
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

describe("the watch over the handshake", () => {
  const whole = record(22, ...hello, ...certificates, ...signedKey(4, 3), ...done);

  it("lets a whole handshake pass, however it is split", () => {
    for (let stepBytes = 1; stepBytes < 20; stepBytes += 1)
      expect(judge([...whole, ...keyChange, ...record(22, 9, 9, 9), ...record(23, 1)], { stepBytes })).toBe(
        "",
      );
  });

  it("lets a session be resumed only if one was offered", () => {
    const resumed = [...record(22, ...hello), ...keyChange];
    expect(judge(resumed, { resume: true })).toBe("");
    expect(judge(resumed)).toContain("out of order");
  });

  it.each([
    ["keys that change behind the certificate", [...record(22, ...hello, ...certificates), ...keyChange]],
    ["no certificate", record(22, ...hello, ...done)],
    ["a key before the certificate", record(22, ...hello, ...signedKey(4, 3))],
    ["a second certificate behind the end", record(22, ...hello, ...certificates, ...done, ...certificates)],
    ["Finished in the clear", record(22, ...hello, ...message(20, 0))],
  ])("refuses %s", (_name, bytes) => {
    expect(judge(bytes, { resume: true })).toContain("out of order");
  });

  it.each([
    [0, 3],
    [4, 0],
    [2, 1],
    [4, 2],
  ])("refuses a key signed with hash %i and algorithm %i", (hash, signature) => {
    expect(judge(record(22, ...hello, ...certificates, ...signedKey(hash, signature)))).toContain(
      "not signed",
    );
  });

  it("refuses what is no TLS, data too early, long records and split messages", () => {
    expect(judge([...Buffer.from("HTTP/1.1")])).toContain("does not speak TLS");
    expect(judge(record(23, 1))).toContain("data before");
    expect(judge([22, 3, 3, 0xff, 0xff])).toContain("too long");
    expect(judge(record(22, ...hello.slice(0, 4)))).toContain("split");
  });
});

describe("TLS alerts", () => {
  it("are told in words that help", () => {
    expect(alertText("alert: 2, 70")).toContain("TLS 1.2");
    expect(alertText("alert: 2, 40")).toContain("cipher");
    expect(alertText("alert: 2, 48")).toContain("48");
    expect(alertText("something else")).toBe("something else");
  });
});
