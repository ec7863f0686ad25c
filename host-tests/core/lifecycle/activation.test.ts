import { describe, expect, test } from "vitest";
import { retryAfterDelayMs } from "../../../src/core/schedule.js";
import { bound, Life, newer, unbound, unreachable } from "./life.js";

const minute = 60_000;

/** Unbound and showing its code. */
const waiting = () => new Life().boot().checked(unbound);

/** Lets `ms` pass while the server answers every request with "not yet"; returns how many requests were made. */
function pass(life: Life, ms: number, endpoint = true): { activates: number; checks: number } {
  const count = { activates: 0, checks: 0 };
  const endMs = life.atMs + ms;
  const due = new Map<string, number>();
  const note = () => {
    for (const effect of life.effects) {
      if (effect.do === "arm") due.set(effect.slot, life.atMs + effect.delayMs);
      if (effect.do === "disarm") due.delete(effect.slot);
      if (effect.do === "activate") count.activates += 1;
      if (effect.do === "check") count.checks += 1;
    }
  };
  note();
  for (;;) {
    if (life.state.pending.check !== undefined) life.checked(unbound);
    else if (life.state.pending.activate !== undefined)
      life.activated(endpoint ? { kind: "pending" } : { kind: "unsupported", answer: "HTTP status 404" });
    else {
      const [slot, atMs] = [...due].sort((a, b) => a[1] - b[1])[0] ?? ["poll", Number.POSITIVE_INFINITY];
      if (atMs > endMs) break;
      life.atMs = atMs;
      due.delete(slot);
      life.expired(slot as "poll" | "recheck" | "overdue");
    }
    note();
  }
  life.atMs = endMs;
  return count;
}

describe("activation", () => {
  test("presence of `activation` means unbound, whatever else the reply offers", () => {
    const life = waiting();
    expect(life.state.name).toBe("activating");
    expect(life.state.activation?.code).toBe("012345");
  });

  test("a whole check in place of a poll puts the next regular one off to five minutes later, also if it fails", () => {
    const life = waiting().after(2_000).expired("poll");
    life.activated({ kind: "unsupported", answer: "HTTP status 404" }).after(2_000).expired("poll");
    expect(life.did("check")).toBe(true);
    expect(life.state.pending.recheck).toBeUndefined();
    expect(life.after(minute).checkFailed(unreachable).delayMs("recheck")).toBe(5 * minute);
  });

  test("a server that wants quiet isn't asked by the regular check either", () => {
    const life = waiting().after(2_000).expired("poll");
    life.activated({
      kind: "failed",
      failure: { kind: "http", status: 503, text: "", retryAfterMs: 20 * minute },
    });
    expect(life.delayMs("poll")).toBeGreaterThanOrEqual(20 * minute);
    expect(life.delayMs("recheck")).toBeGreaterThanOrEqual(20 * minute);
  });

  test("polls every 2 s for five minutes, every 10 s up to half an hour, then every 30 s", () => {
    const life = waiting();
    expect(life.delayMs("poll")).toBe(2_000);
    const fast = pass(life, 5 * minute);
    expect(fast.activates + fast.checks).toBe(150);
    const slower = pass(life, 25 * minute);
    expect(slower.activates + slower.checks).toBeGreaterThanOrEqual(148);
    expect(slower.activates + slower.checks).toBeLessThanOrEqual(156);
    const slow = pass(life, 30 * minute);
    expect(slow.activates + slow.checks).toBeGreaterThanOrEqual(58);
    expect(slow.activates + slow.checks).toBeLessThanOrEqual(66);
  });

  test.each([
    ["with an activate endpoint", true],
    ["without one", false],
  ])("at most 400 requests in the first hour, %s", (_name, endpoint) => {
    const count = pass(waiting(), 60 * minute, endpoint);
    expect(count.activates + count.checks).toBeLessThanOrEqual(400);
    expect(count.activates + count.checks).toBeGreaterThan(300);
  });

  test("repeats the whole check every five minutes", () => {
    expect(pass(waiting(), 30 * minute).checks).toBe(6);
  });

  test("goes on for days", () => {
    const life = waiting();
    pass(life, 3 * 24 * 60 * minute);
    expect(life.state.name).toBe("activating");
    expect(life.state.pending.poll).toBeDefined();
  });

  test("a button makes it poll at once and fast again", () => {
    const life = waiting();
    pass(life, 40 * minute);
    life.post({ type: "pressed" });
    expect(life.did("activate")).toBe(true);
    life.activated({ kind: "pending" });
    expect(life.delayMs("poll")).toBe(2_000);
  });

  test("many presses are one poll", () => {
    const life = waiting().post({ type: "pressed" }).post({ type: "pressed" });
    expect(life.did("activate")).toBe(false);
  });

  test("200 is a hint: a check has to confirm it before the device connects", () => {
    const life = waiting().expired("poll").activated({ kind: "bound" });
    expect(life.state.name).toBe("activating");
    expect(life.did("check")).toBe(true);
    life.checked(bound);
    expect(life.state.name).toBe("connecting");
  });

  test("a hint that the check doesn't confirm: it goes on waiting, and asks the check from then on", () => {
    const life = waiting().expired("poll").activated({ kind: "bound" }).checked(unbound);
    expect(life.state.name).toBe("activating");
    expect(life.delayMs("poll")).toBe(2_000);
    life.expired("poll");
    expect(life.did("activate")).toBe(false);
    expect(life.did("check")).toBe(true);
  });

  test("an endpoint that is no use: the same rhythm with checks instead, no word of trouble, one line in the log", () => {
    const life = waiting();
    const lines: string[] = [];
    life.expired("poll").activated({ kind: "unsupported", answer: "HTTP status 400" });
    for (let at = 0; at < 5; at++) {
      for (const effect of life.effects) if (effect.do === "log") lines.push(effect.line);
      expect(life.state.activation?.failures).toBe(0);
      expect(life.delayMs("poll")).toBe(2_000);
      life.after(2_000).expired("poll");
      expect([life.did("check"), life.did("activate")]).toEqual([true, false]);
      life.checked(unbound);
    }
    expect(lines).toEqual(["the activate endpoint answers HTTP status 400: whole checks take its place"]);
    life.expired("poll").checked(bound);
    expect(life.state.name).toBe("connecting");
  });

  test("after a poll that failed the next one is a whole check: whoever answers that has the last word", () => {
    const life = waiting().expired("poll").activated({ kind: "failed", failure: unreachable });
    life.expired("poll");
    expect([life.did("check"), life.did("activate")]).toEqual([true, false]);
    life.checked(unbound).expired("poll");
    expect([life.did("check"), life.did("activate")]).toEqual([false, true]);
  });

  test("no challenge: checks from the first poll on", () => {
    const life = new Life().boot().checked({
      ...unbound,
      activation: { code: "1", message: "", challenge: "" },
    });
    life.expired("poll");
    expect(life.did("check")).toBe(true);
  });

  test("a changed code replaces the old one on the screen", () => {
    const life = waiting()
      .after(5 * minute)
      .expired("recheck");
    life.checked({ ...unbound, activation: { code: "999999", message: "m", challenge: "c" } });
    expect(life.state.activation).toMatchObject({ code: "999999", message: "m", sinceMs: 5 * minute });
  });

  test("the same code keeps the time since which it is shown", () => {
    const life = waiting()
      .after(5 * minute)
      .expired("recheck")
      .checked(unbound);
    expect(life.state.activation?.sinceMs).toBe(0);
  });

  test("a server with a new code at every check doesn't keep the device at the fast pace", () => {
    const life = waiting();
    for (let at = 1; at <= 3; at++) {
      life.after(10 * minute).expired("recheck");
      life.checked({ ...unbound, activation: { code: `00000${at}`, message: "", challenge: "c" } });
    }
    expect(life.delayMs("poll")).toBe(30_000);
    life.after(40 * minute).expired("recheck");
    life.checked({ ...unbound, activation: { code: "777777", message: "", challenge: "c" } });
    expect(life.delayMs("poll")).toBe(2_000);
  });

  test("polls that fail come later and later, never sooner than the rhythm, and the code stays", () => {
    const life = waiting();
    life.roll = 0;
    life.expired("poll").activated({ kind: "failed", failure: unreachable });
    const delays = [1, 2, 3].map(() => {
      life.expired("poll").checkFailed();
      return life.delayMs("poll");
    });
    expect(delays).toEqual([4_000, 8_000, 16_000]);
    life.roll = 0.999;
    life.expired("poll").checkFailed();
    expect(life.delayMs("poll")).toBe(2_000);
    expect(life.state.activation).toMatchObject({ code: "012345", failures: 5 });
    life.expired("poll").checked(unbound);
    expect(life.state.activation?.failures).toBe(0);
  });

  test("Retry-After of the activate endpoint is honoured, up to an hour", () => {
    const life = waiting().expired("poll");
    const failure = { kind: "http", status: 429, text: "", retryAfterMs: 90_000 } as const;
    life.activated({ kind: "failed", failure });
    // A quarter on top: half of what is left to chance.
    expect(life.delayMs("poll")).toBe(1.25 * 90_000);
    life.expired("poll").checkFailed({ ...failure, retryAfterMs: 1e9 });
    expect(life.delayMs("poll")).toBe(1.25 * 3_600_000);
    expect(life.delayMs("recheck")).toBe(1.25 * 3_600_000);
  });

  test("Retry-After of the check is honoured by the next whole check, too", () => {
    const life = waiting().expired("recheck");
    life.checkFailed({ kind: "http", status: 429, text: "", retryAfterMs: 1_800_000 });
    expect(life.delayMs("poll")).toBe(1.25 * 1_800_000);
    expect(life.delayMs("recheck")).toBe(1.25 * 1_800_000);
  });

  test("a button breaks a server's quiet once: what follows of itself waits until it is over", () => {
    const life = waiting().expired("recheck");
    life.checkFailed({ kind: "http", status: 429, text: "", retryAfterMs: 1_800_000 });
    life.after(60_000).post({ type: "pressed" }).checkFailed();
    expect(life.delayMs("poll")).toBe(retryAfterDelayMs(1_740_000, 0, life.roll));
    expect(life.delayMs("recheck")).toBe(retryAfterDelayMs(1_740_000, 0, life.roll));
  });

  test("a hint whose check is lost is forgotten: the screen doesn't say bound, the endpoint stays in use", () => {
    const life = waiting().expired("poll").activated({ kind: "bound" }).expired("overdue");
    expect(life.state.activation?.hinted).toBe(false);
    life.expired("poll").checked(unbound).expired("poll");
    expect(life.did("activate")).toBe(true);
  });

  test("a poll whose answer is lost doesn't end the waiting", () => {
    const life = waiting().expired("poll").expired("overdue");
    expect(life.state.name).toBe("activating");
    expect(life.state.pending.poll).toBeDefined();
    expect(life.effects).toContainEqual({ do: "cancel", slot: "activate" });
  });

  test("firmware offered to an unbound device is installed first", () => {
    const life = waiting()
      .expired("recheck")
      .checked({ ...unbound, ...newer, offered: ["websocket"] });
    expect(life.state.name).toBe("updating");
  });

  test("the network goes and comes: the code is asked for again and shown again", () => {
    const life = waiting().post({ type: "networkDown" });
    expect(life.state.name).toBe("joining");
    life.after(2_000).post({ type: "networkUp" });
    expect(life.state.name).toBe("checking");
    expect(life.checked(unbound).state.name).toBe("activating");
  });
});
