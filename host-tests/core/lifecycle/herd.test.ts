/** What keeps a district's devices from doing the same at the same moment, and what spares a person who is there. */
import { describe, expect, test } from "vitest";
import type { SessionEnd } from "../../../src/core/session/session.js";
import { bound, ends, Life, provenWebsocket, websocketOnly } from "./life.js";

const minute = 60_000;

/** Power-on, and the network is there after `missingMs`. */
function powerOn(life: Life, missingMs: number): Life {
  return life.post({ type: "started" }).after(missingMs).post({ type: "networkUp" });
}

describe("the network comes after power-on", () => {
  test("a device that was online before takes its turn within two and a half times that time", () => {
    const life = new Life(provenWebsocket);
    life.roll = 0.5;
    powerOn(life, 4_000);
    expect(life.state.wait).toMatchObject({ reason: { kind: "settling" }, resume: "checking" });
    expect(life.delayMs("retry")).toBe(5_000);
    expect(life.expired("retry").did("check")).toBe(true);
  });

  test("a router that starts as well makes it a minute at most", () => {
    const life = new Life(provenWebsocket);
    life.roll = 0.999;
    powerOn(life, 90_000);
    expect(life.delayMs("retry")).toBeGreaterThan(59_000);
    expect(life.delayMs("retry")).toBeLessThan(minute);
  });

  test("a device that has to show a code asks at once", () => {
    expect(powerOn(new Life(), 4_000).did("check")).toBe(true);
    expect(powerOn(new Life({ ...provenWebsocket, bound: false }), 4_000).did("check")).toBe(true);
  });

  test("where the network is there at once, so is the check", () => {
    expect(powerOn(new Life(provenWebsocket), 0).did("check")).toBe(true);
  });

  test("a button ends the wait for the turn, and so does a word, even one said before", () => {
    expect(powerOn(new Life(provenWebsocket), 4_000).post({ type: "pressed" }).did("check")).toBe(true);
    expect(powerOn(new Life(provenWebsocket), 4_000).post({ type: "said", text: "hi" }).did("check")).toBe(
      true,
    );
    const life = new Life(provenWebsocket).post({ type: "started" }).post({ type: "said", text: "hi" });
    expect(life.after(4_000).post({ type: "networkUp" }).did("check")).toBe(true);
  });

  test("a person who has just given the network is not kept waiting", () => {
    const life = new Life(provenWebsocket).post({ type: "started" }).post({ type: "unprovisioned" });
    expect(life.after(minute).post({ type: "networkUp" }).did("check")).toBe(true);
  });
});

describe("the network was away", () => {
  const away = (missingMs: number) => {
    const life = new Life().online().after(minute);
    life.roll = 0.5;
    return life.post({ type: "networkDown" }).after(missingMs).post({ type: "networkUp" });
  };

  test("for a moment: back after a moment", () => {
    expect(away(1_000).delayMs("retry")).toBe(1_250);
  });

  test("for a while: the way back is spread over a minute, to the session if the check is fresh", () => {
    const life = away(5 * minute);
    expect(life.delayMs("retry")).toBe(30_000);
    expect(life.expired("retry").did("open")).toBe(true);
    expect(
      away(15 * minute)
        .expired("retry")
        .did("check"),
    ).toBe(true);
  });
});

describe("a session that lasted breaks", () => {
  const broken = (roll: number, end: SessionEnd) => {
    const life = new Life().online().after(2 * minute);
    life.roll = roll;
    return life.ended(end);
  };

  test("nobody was talking: the first attempt comes within ten seconds, and the wide spread only after that has failed", () => {
    expect(broken(0, ends.lost).delayMs("retry")).toBe(9_500);
    expect(broken(0.9, ends.lost).delayMs("retry")).toBeLessThan(1_000);
    const life = broken(0, ends.lost);
    const delays = Array.from({ length: 2 }, () =>
      life.expired("retry").ended(ends.unreachable).delayMs("retry"),
    );
    expect(delays).toEqual([28_500, 60_000]);
  });

  test("a server that is too busy then has a herd to serve: its turns come soon, and later if it goes on", () => {
    const busy = { kind: "refused", code: 503, suspect: false, detail: "503" } as const;
    const life = broken(0, ends.lost);
    const delays = Array.from({ length: 10 }, () => {
      const ms = life.expired("retry").ended(busy).delayMs("retry");
      // The service may have moved: it asks once.
      if (life.state.name === "checking") life.checked(bound).ended(busy);
      return life.delayMs("retry") ?? ms;
    });
    expect(delays.slice(0, 2)).toEqual([25_000, 25_000]);
    expect(delays.slice(-2)).toEqual([60_000, 60_000]);
  });

  test.each([1008, 4000, 4001, 4999])(
    "closed with %i, a word about this device alone: it asks at once",
    (code) => {
      const life = broken(0.5, { kind: "closed", code, suspect: true, detail: `${code}` });
      expect(life.state.name).toBe("checking");
      expect(life.did("check")).toBe(true);
    },
  );

  test("the same again within a minute, as to a whole fleet with bad tokens: its turn comes first", () => {
    const closed = { kind: "closed", code: 1008, suspect: true, detail: "1008" } as const;
    const life = broken(0.5, closed).checked(bound).opened();
    life.after(40_000).ended(closed);
    expect(life.did("check")).toBe(false);
    expect(life.delayMs("retry")).toBe(4_750);
  });

  test("a person is there: what is tried then is tried again after a second", () => {
    const life = broken(0, ends.lost).post({ type: "pressed" });
    life.roll = 0.9;
    expect(life.ended(ends.unreachable).delayMs("retry")).toBeLessThan(1_000);
    const said = broken(0, ends.lost).expired("retry").post({ type: "said", text: "hi" });
    said.roll = 0;
    expect(said.ended(ends.unreachable).delayMs("retry")).toBe(2_000);
  });

  test("a button or a word goes there at once", () => {
    expect(broken(0.99, ends.lost).post({ type: "pressed" }).did("open")).toBe(true);
    expect(broken(0.99, ends.lost).post({ type: "said", text: "hi" }).did("open")).toBe(true);
  });

  test("what was said an hour ago and had an alert for an answer is no reason to hurry", () => {
    const life = new Life().online().after(minute).post({ type: "said", text: "hi" });
    life.hears({ type: "alert", status: "s", message: "m", emotion: "sad" }).after(minute).expired("turn");
    life.after(60 * minute);
    life.roll = 0.01;
    const hurriedMs = life.ended(ends.lost).delayMs("retry");
    const other = new Life().online().after(60 * minute);
    other.roll = 0.01;
    expect(hurriedMs).toBe(other.ended(ends.lost).delayMs("retry"));
    expect(life.state.toSay).toBeUndefined();
    const away = new Life(provenWebsocket).post({ type: "started" }).post({ type: "said", text: "hi" });
    expect(
      away
        .after(5 * minute)
        .post({ type: "networkUp" })
        .did("check"),
    ).toBe(false);
  });

  test("in the middle of a conversation, or with something still to say: within a second", () => {
    const life = new Life().online().after(minute);
    life.hears({ type: "tts", state: "start" }).ended(ends.lost);
    expect(life.delayMs("retry")).toBeLessThanOrEqual(1_000);
    const said = new Life().online().after(minute).post({ type: "said", text: "hi" }).ended(ends.lost);
    expect(said.delayMs("retry")).toBeLessThanOrEqual(1_000);
  });
});

test.each([
  ["HTTP 503", { kind: "refused", code: 503, suspect: false, detail: "503" }],
  ["CONNACK 3", { kind: "refused", code: 3, suspect: false, detail: "3" }],
] as const)("a session server that is too busy (%s) is left alone as after four failures", (_name, end) => {
  const life = new Life().boot().checked(websocketOnly);
  life.roll = 0;
  expect(life.ended(end).delayMs("retry")).toBe(16_000);
  expect(new Life().boot().checked(websocketOnly).ended(ends.unreachable).delayMs("retry")).toBeLessThan(
    1_000,
  );
});
