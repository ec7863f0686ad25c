/** What keeps a district's devices from doing the same at the same moment, and what spares a person who is there. */
import { describe, expect, test } from "vitest";
import { ends, Life, provenWebsocket, websocketOnly } from "./life.js";

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
  const broken = (roll: number, end: (typeof ends)[keyof typeof ends]) => {
    const life = new Life().online().after(2 * minute);
    life.roll = roll;
    return life.ended(end);
  };

  test("nobody was talking: the way back begins anywhere within the longest wait", () => {
    expect(broken(0.01, ends.lost).delayMs("retry")).toBe(600);
    expect(broken(0.99, ends.lost).delayMs("retry")).toBe(59_400);
    expect(broken(0.5, ends.lost).expired("retry").did("open")).toBe(true);
  });

  test("with a sign of bad credentials: the check then, not now", () => {
    const life = broken(0.5, ends.suspect);
    expect(life.state.wait?.resume).toBe("checking");
    expect(life.expired("retry").did("check")).toBe(true);
  });

  test("closed with 4001, xrobo's word for a device that isn't bound: that is meant for this one, it asks at once", () => {
    const unbound = { kind: "closed", code: 4001, suspect: true, detail: "4001" } as const;
    const life = new Life()
      .online()
      .after(2 * minute)
      .ended(unbound);
    expect(life.state.name).toBe("checking");
    expect(life.did("check")).toBe(true);
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
