import { describe, expect, test } from "vitest";
import {
  boundReply,
  compileTimeMs,
  goOnline,
  powerOn,
  unboundReply,
  type World,
  websocketSection,
} from "../../fakes/device.js";

const minute = 60_000;
const hour = 60 * minute;

/** Answers every request for so long; the token is another one each time, as where it holds the time of issue. */
function serve(world: World, durationMs: number, reply: object, activateStatus: number): void {
  const endMs = world.time.monotonicMs() + durationMs;
  let answered = 0;
  const answer = () => {
    for (; answered < world.requests.length; answered++) {
      const asked = world.requests[answered];
      if (asked?.request.url.endsWith("activate")) asked.answer(activateStatus, "");
      else asked?.answer(200, { ...reply, websocket: { ...websocketSection, token: `sig.${answered}` } });
    }
  };
  for (answer(); (world.time.nextDueMs ?? endMs) < endMs; answer()) world.time.advanceToNext();
}

describe("the transport record", () => {
  test.each([404, 202])("is not written for a device that waits for its owner (activate %i)", (status) => {
    const world = powerOn();
    serve(world, 24 * hour, unboundReply, status);
    expect(world.requests.length).toBeGreaterThan(1_000);
    expect(world.records.has("transport")).toBe(false);
    expect(world.writes.filter((name) => name === "transport")).toEqual([]);
    expect(world.writes.length).toBeLessThan(5);
  });

  test("is written as soon as the device is bound, with the settings of that reply", () => {
    const world = powerOn();
    world.asked().answer(200, unboundReply);
    expect(world.records.has("transport")).toBe(false);
    world.time.advance(2_000);
    world.asked().answer(200, "success");
    goOnline(world, { websocket: { ...websocketSection, token: "tok-SECRET-2" } });
    expect(world.records.get("transport")).toContain("tok-SECRET-2");
    expect(world.state()).toBe("online");
  });

  test("goes once when the cloud says unbound: its token is no good after the next power-on either", () => {
    const first = powerOn();
    goOnline(first);
    const world = powerOn({ records: first.records });
    const removed: string[] = [];
    const remove = world.records.delete.bind(world.records);
    world.records.delete = (name) => {
      removed.push(name);
      return remove(name);
    };
    serve(world, hour, unboundReply, 404);
    expect(removed).toEqual(["transport"]);
    expect(world.records.has("transport")).toBe(false);
  });

  test("what a device knows of its binding is written once when that is gone", () => {
    const world = powerOn();
    goOnline(world);
    const before = world.writes.length;
    world.time.advance(7 * hour);
    world.asked().answer(200, unboundReply);
    expect(world.state()).toBe("activating");
    expect(world.writes.slice(before)).toEqual(["lastgood"]);
    expect(JSON.parse(world.records.get("lastgood") ?? "")).not.toHaveProperty("proven");
  });

  test("is no record of another server's unbound reply", () => {
    const first = powerOn();
    goOnline(first);
    const world = powerOn({ records: first.records, config: { otaUrl: "http://other.example/ota/" } });
    world.asked().answer(200, { activation: unboundReply.activation });
    expect(world.records.has("transport")).toBe(false);
  });

  test("without sections, as older firmware left it, is read in silence and not touched", () => {
    const world = powerOn({ records: [["transport", '{"v":1}']] });
    expect(world.log.filter(({ level }) => level === "warn")).toEqual([]);
    world.asked().answer(200, { activation: unboundReply.activation });
    expect(world.writes).not.toContain("transport");
  });

  test("keeps what led to the hello, not what a check has brought while the session was being opened", () => {
    // By the server's time too little for a token to be stored because it is newer.
    const timed = (token: string, minutes: number) => ({
      websocket: { ...websocketSection, token },
      server_time: { timestamp: compileTimeMs + minutes * minute },
    });
    const first = powerOn();
    goOnline(first, timed("tok-SECRET-1", 0));
    const world = powerOn({ records: first.records });
    world.asked().fail({ kind: "unreachable", stage: "tcp", detail: "refused" });
    world.webSockets.channels[0]?.end({ kind: "lost", detail: "reset" });
    world.time.advance(2_000);
    expect(world.state()).toBe("connecting");
    world.asked().answer(200, timed("tok-SECRET-2", 1));
    expect(world.state()).toBe("connecting");
    expect(world.records.get("transport")).toContain("tok-SECRET-1");
    const opening = world.webSockets.channels[1];
    expect(opening?.options.headers.Authorization).toBe("Bearer tok-SECRET-1");
    opening?.open();
    opening?.say({ type: "hello", transport: "websocket", session_id: "s-2" });
    expect(world.state()).toBe("online");
    expect(world.records.get("transport")).toContain("tok-SECRET-1");
    // The new ones are for the next session, and proven by that.
    opening?.end({ kind: "lost", detail: "reset" });
    world.time.advance(2_000);
    const next = world.webSockets.channels[2];
    expect(next?.options.headers.Authorization).toBe("Bearer tok-SECRET-2");
    next?.open();
    next?.say({ type: "hello", transport: "websocket", session_id: "s-3" });
    expect(world.records.get("transport")).toContain("tok-SECRET-2");
  });

  test("follows every new token of a bound device", () => {
    const world = powerOn();
    goOnline(world);
    world.time.advance(minute);
    world.webSockets.channels[0]?.end({ kind: "closed", code: 1008, reason: "" });
    world.time.advance(minute);
    goOnline(world, { websocket: { ...websocketSection, token: "tok-SECRET-2" } });
    expect(world.records.get("transport")).toContain("tok-SECRET-2");
  });
});

describe("the record of firmware attempts", () => {
  const attempt = { version: "9.9.9", url: "http://dl.example/fw.bin", outcome: "failed", forced: false };

  /** Answers the checks of three hours, one each 2 to 30 s, with a time of the server's that goes back by `backMs` each time. */
  function writesOfHours(backMs: number): number {
    const at = compileTimeMs + 1_000 * hour;
    const record = JSON.stringify({ v: 1, attempts: [{ ...attempt, atUtcMs: at }] });
    const world = powerOn({ records: [["firmware", record]] });
    let answered = 0;
    const answer = () => {
      for (; answered < world.requests.length; answered++)
        world.requests[answered]?.answer(200, {
          activation: { code: "012345", message: "" },
          server_time: { timestamp: at - answered * backMs },
        });
    };
    for (answer(); (world.time.nextDueMs ?? 3 * hour) < 3 * hour; answer()) world.time.advanceToNext();
    expect(answered).toBeGreaterThan(500);
    return world.writes.filter((name) => name === "firmware").length;
  }

  test.each([2_000, 30 * minute])(
    "is written within the allowance where the server's clock goes back by %i ms at each check",
    (backMs) => {
      const writes = writesOfHours(backMs);
      expect(writes).toBeGreaterThan(0);
      expect(writes).toBeLessThanOrEqual(6);
    },
  );
});

describe("an activation without a code", () => {
  test("is shown with the server's words and no digits, and leads on when it is gone", () => {
    const world = powerOn();
    world
      .asked()
      .answer(200, { ...boundReply, activation: { code: "", message: "ask http://console.example" } });
    expect(world.state()).toBe("activating");
    expect(world.screen()).not.toHaveProperty("code");
    expect(world.screen()).toMatchObject({ view: "activating", qr: "http://console.example" });
    expect(world.screen().lines.join()).toContain("ask http://console.example");
    world.device.press();
    goOnline(world);
    expect(world.state()).toBe("online");
  });
});
