import { describe, expect, test } from "vitest";
import { loadMemory, type Memory } from "../../src/core/memory.js";
import type { CheckReply } from "../../src/core/ota/reply.js";
import type { RecordName } from "../../src/core/ports.js";
import { writeAllowance } from "../../src/core/write-allowance.js";
import { VirtualTime } from "../fakes/virtual-time.js";

const hour = 3_600_000;
const url = "https://cloud.example/ota/";
const firstMs = Date.UTC(2026, 10, 1);

/** One flash through any number of power-ons. */
function board() {
  const records = new Map<RecordName, string>();
  const ops: string[] = [];
  const storage = {
    read: (name: RecordName) => records.get(name),
    write: (name: RecordName, text: string) => {
      records.set(name, text);
      ops.push(name);
      return true;
    },
    remove: (name: RecordName) => {
      records.delete(name);
      ops.push(`-${name}`);
    },
  };
  const powerOn = (time = new VirtualTime(), configuredUrl = url) =>
    loadMemory(storage, { write: () => {} }, time, configuredUrl);
  /** What has been written and removed since the last call. */
  const written = () => ops.splice(0);
  return { powerOn, records, written };
}

/** A check's good answer: bound, with that token. */
const reply = (token: string, atUtcMs?: number, more: Partial<CheckReply> = {}) => ({
  url,
  reply: {
    websocket: { url: "wss://voice.example/", token, version: 1 as const },
    ...(atUtcMs !== undefined && { serverTime: { utcMs: atUtcMs } }),
    ...more,
  },
});
const unbound = (atUtcMs?: number) =>
  reply("none", atUtcMs, { activation: { code: "012345", message: "", challenge: "c" } });

/** A session is opened with the present settings, and the server says hello. */
function hello(memory: Memory, afterFailures: boolean): void {
  memory.use();
  memory.prove("websocket", afterFailures);
}

/** Bound and online for the first time. */
function bound() {
  const it = board();
  const memory = it.powerOn();
  memory.adopt(reply("t0", firstMs));
  hello(memory, false);
  it.written();
  return { ...it, memory };
}

describe("a device that waits for its owner", () => {
  test("writes nothing: there is nothing to remember", () => {
    const { powerOn, written } = board();
    const memory = powerOn();
    for (let at = 0; at < 10; at++) memory.adopt(unbound(firstMs + at));
    expect(written()).toEqual([]);
  });

  test("remembers the ending of the URL that works", () => {
    const { powerOn, written } = board();
    const other = "https://cloud.example/ota";
    powerOn(new VirtualTime(), other).adopt(unbound());
    expect(written()).toEqual(["lastgood"]);
    expect(powerOn(new VirtualTime(), other).otaUrl()).toBe(url);
  });
});

describe("a device that is bound", () => {
  test("writes settings and proof with its first hello, the settings first", () => {
    const { powerOn, records, written } = board();
    const memory = powerOn();
    memory.adopt(reply("t0", firstMs));
    expect(written()).toEqual([]);
    hello(memory, false);
    expect(written()).toEqual(["transport", "lastgood"]);
    expect(JSON.parse(records.get("transport") ?? "").issuedAtUtcMs).toBe(firstMs);
    expect(powerOn().remembered()).toEqual({ bound: true, offered: ["websocket"], proven: "websocket" });
  });

  test("writes a token that replaces a good one every three hours, at the earliest", () => {
    const { powerOn, written } = bound();
    const time = new VirtualTime();
    const memory = powerOn(time);
    const at = (hours: number) => {
      time.advance(hours * hour - time.monotonicMs());
      memory.adopt(reply(`t${hours}`, firstMs + 60_000 + time.monotonicMs()));
      return written();
    };
    expect(at(1)).toEqual([]);
    expect(at(2)).toEqual([]);
    expect(at(3)).toEqual(["transport"]);
    expect(at(4)).toEqual([]);
    expect(at(6)).toEqual(["transport"]);
  });

  test("forty starts in ten minutes write none", () => {
    const { powerOn, written } = bound();
    for (let start = 1; start <= 40; start++) {
      const memory = powerOn();
      memory.adopt(reply(`t${start}`, firstMs + start * 15_000));
      hello(memory, false);
    }
    expect(written()).toEqual([]);
  });

  test("an hour a day writes the token of each day: a start without the OTA server finds one that is good", () => {
    const { powerOn, written } = bound();
    for (let day = 1; day <= 3; day++) {
      const memory = powerOn();
      memory.adopt(reply(`t${day}`, firstMs + day * 24 * hour));
      hello(memory, false);
      expect(written()).toEqual(["transport"]);
    }
  });

  test.each([
    ["tells no time", undefined],
    ["is in the past all of a sudden", firstMs - 1],
  ])("a server that %s: written once after power-on", (_what, atUtcMs) => {
    const { powerOn, written } = bound();
    const memory = powerOn();
    for (let at = 0; at < 5; at++) memory.adopt(reply(`t${at}`, atUtcMs));
    expect(written()).toEqual(["transport"]);
  });

  test("what is stored may be no good when sessions had failed: then the hello writes", () => {
    const { memory, records, written } = bound();
    memory.adopt(reply("t1", firstMs + 60_000));
    expect(written()).toEqual([]);
    hello(memory, true);
    expect(written()).toEqual(["transport"]);
    expect(records.get("transport")).toContain("t1");
  });

  test("nor is it proved by the sessions that follow on a connection that was made before it", () => {
    const it = board();
    const memory = it.powerOn();
    const plain = { websocket: { url: "ws://voice.example/", token: "t0", version: 1 } } as const;
    memory.adopt({ url, reply: plain });
    hello(memory, false);
    memory.adopt(reply("t1"));
    for (let at = 0; at < 3; at++) memory.prove("websocket", true);
    expect(memory.tlsOnly()).toBe(false);
    expect(it.records.get("transport")).toContain("t0");
  });

  test("what a check brings while a session is being opened is not what its hello proves", () => {
    const { memory, records, written } = bound();
    memory.use();
    memory.adopt(reply("t1", firstMs + 60_000));
    memory.prove("websocket", true);
    expect(written()).toEqual([]);
    expect(records.get("transport")).toContain("t0");
    expect(memory.settings()).toMatchObject({ websocket: { token: "t1" } });
    hello(memory, true);
    expect(records.get("transport")).toContain("t1");

    // Neither is TLS, which the server is held to from then on.
    const other = board();
    const plain = { websocket: { url: "ws://voice.example/", token: "t0", version: 1 } } as const;
    const early = other.powerOn();
    early.adopt({ url, reply: plain });
    early.use();
    early.adopt(reply("t1"));
    early.prove("websocket", false);
    expect(early.tlsOnly()).toBe(false);
    expect(JSON.parse(other.records.get("transport") ?? "").websocket.url).toBe("ws://voice.example/");

    // The transport has gone meanwhile: the records speak of one offer, not of a mixture.
    early.adopt({ url, reply: { websocket: plain.websocket } });
    early.use();
    early.adopt({ url, reply: {} });
    early.prove("websocket", true);
    expect(other.powerOn().remembered()).toEqual({
      bound: true,
      offered: ["websocket"],
      proven: "websocket",
    });
  });

  test("another server is configured: nothing of the old one is used, its records go with the first hello", () => {
    const { powerOn, records, written } = bound();
    const other = "https://other.example/ota/";
    const memory = powerOn(new VirtualTime(), other);
    expect(memory.remembered()).toEqual({ bound: false, offered: [] });
    expect(memory.settings()).toEqual({});
    memory.adopt({ ...reply("of-other", firstMs), url: other });
    expect(written()).toEqual([]);
    hello(memory, false);
    expect(written()).toEqual(["transport", "lastgood"]);
    expect(records.get("transport")).toContain("of-other");
  });
});

describe("the allowance", () => {
  const { atOnceMax, oneMoreEveryMs } = writeAllowance;
  const perDayMax = atOnceMax + (24 * hour) / oneMoreEveryMs;

  test("a server that binds and unbinds at every check, for a week: at most 14 writes in any 24 hours", () => {
    const { powerOn, written } = board();
    const time = new VirtualTime();
    const memory = powerOn(time);
    const atMs: number[] = [];
    for (let at = 0; time.monotonicMs() < 7 * 24 * hour; at++, time.advance(60_000)) {
      if (at % 2 === 0) memory.adopt(unbound(firstMs + at));
      else {
        // Its time runs a day ahead with each answer.
        memory.adopt(reply(`t${at}`, firstMs + at * 24 * hour));
        hello(memory, at % 4 === 1);
      }
      atMs.push(...written().map(() => time.monotonicMs()));
    }
    const most = Math.max(
      ...atMs.map((from) => atMs.filter((at) => at >= from && at < from + 24 * hour).length),
    );
    expect(most).toBeGreaterThan(atOnceMax);
    expect(most).toBeLessThanOrEqual(perDayMax);
    expect(perDayMax).toBe(14);
  });

  /** Unbound, bound and unbound again in no time; then bound with "last". */
  function exhausted() {
    const it = bound();
    const time = new VirtualTime();
    const memory = it.powerOn(time);
    memory.adopt(unbound(firstMs));
    memory.adopt(reply("first", firstMs));
    hello(memory, false);
    memory.adopt(unbound(firstMs));
    expect(it.written()).toHaveLength(atOnceMax);
    memory.adopt(reply("last", firstMs));
    hello(memory, false);
    return { ...it, memory, time };
  }

  test("when it is used up, proof and settings stay out of flash together", () => {
    const { memory, powerOn, written } = exhausted();
    expect(written()).toEqual([]);
    expect(powerOn().remembered()).toEqual({ bound: false, offered: [] });
    expect(memory.settings()).toMatchObject({ websocket: { token: "last" } });
  });

  test("an unbinding that could not be written is made up for with the next settings", () => {
    const { powerOn, records, time, written } = exhausted();
    time.advance(4 * oneMoreEveryMs);
    const memory = powerOn(time);
    memory.adopt(reply("a", firstMs));
    hello(memory, false);
    for (let at = 0; at < 4; at++) {
      memory.adopt(reply(`b${at}`, firstMs));
      hello(memory, true);
    }
    expect(written()).toHaveLength(atOnceMax);
    memory.adopt(unbound(firstMs));
    expect(written()).toEqual([]);
    time.advance(oneMoreEveryMs - 1);
    memory.adopt(reply("c", firstMs));
    hello(memory, false);
    expect(written()).toEqual([]);
    time.advance(1);
    memory.adopt(reply("d", firstMs));
    expect(written()).toEqual(["transport"]);
    expect(records.get("transport")).toContain('"d"');
  });

  test("a proof that is owed is written with its settings as soon as both have room, not one of them before", () => {
    const { powerOn, memory, time, written } = exhausted();
    time.advance(oneMoreEveryMs);
    memory.adopt({ ...reply("later", firstMs + oneMoreEveryMs), url: url.slice(0, -1) });
    expect(written()).toEqual([]);
    time.advance(oneMoreEveryMs);
    memory.adopt(reply("latest", firstMs + 2 * oneMoreEveryMs));
    expect(written()).toEqual(["transport", "lastgood"]);
    expect(powerOn().settings()).toMatchObject({ websocket: { token: "latest" } });
  });

  test("a proof that is owed isn't written while a check offers nothing that it is of", () => {
    const { memory, powerOn, time, written } = exhausted();
    time.advance(2 * oneMoreEveryMs);
    memory.adopt({ url, reply: {} });
    expect(written()).toEqual([]);
    expect(powerOn().remembered()).toEqual({ bound: false, offered: [] });
  });

  test.each([
    [
      "a check",
      (memory: Memory) => memory.adopt(reply("next", firstMs + 60_000)),
      (memory: Memory) => memory.adopt(reply("later", firstMs + 120_000)),
    ],
    [
      "a hello",
      (memory: Memory) => hello(memory, false),
      (memory: Memory) => {
        memory.adopt(reply("later", firstMs + 120_000));
        hello(memory, false);
      },
    ],
  ] as const)(
    "settings that were needed and could not be written are made up for by %s, as soon as there is room, once",
    (_by, makesUp, goesOn) => {
      const { powerOn, written } = bound();
      const time = new VirtualTime();
      const memory = powerOn(time);
      const needed = (token: string) => {
        memory.adopt(reply(token, firstMs + 60_000));
        hello(memory, true);
        return written();
      };
      for (let at = 1; at < atOnceMax; at++) expect(needed(`t${at}`)).toEqual(["transport"]);
      // So that room comes back before the record is so old that it would be replaced anyway.
      time.advance(oneMoreEveryMs * 0.8);
      expect(needed("last")).toEqual(["transport"]);
      expect(needed("owed")).toEqual([]);
      time.advance(oneMoreEveryMs * 0.3);
      makesUp(memory);
      expect(written()).toEqual(["transport"]);
      time.advance(oneMoreEveryMs * 0.95);
      goesOn(memory);
      expect(written()).toEqual([]);
    },
  );

  test("tokens that replace good ones leave two writes for an unbinding", () => {
    const { powerOn, written } = bound();
    const time = new VirtualTime();
    const memory = powerOn(time);
    // Sessions fail and come back with other tokens: all of these may be needed.
    for (let at = 0; at < 10; at++) {
      memory.adopt(reply(`t${at}`, firstMs + 24 * hour + at));
      hello(memory, at > 4);
    }
    expect(written().length).toBeLessThanOrEqual(atOnceMax);
    time.advance(2 * oneMoreEveryMs);
    memory.adopt(reply("fresh", firstMs + 48 * hour));
    expect(written()).toEqual([]);
    // What could not be written because it may wait is not owed: the next one waits as well.
    memory.adopt(reply("fresher", firstMs + 49 * hour));
    expect(written()).toEqual([]);
    memory.adopt(unbound(firstMs + 48 * hour));
    expect(written()).toEqual(["-transport", "lastgood"]);
  });
});
