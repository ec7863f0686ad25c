import { describe, expect, test } from "vitest";
import type { Glyph } from "../../../src/core/ports.js";
import {
  boundReply,
  compileTimeMs,
  createWorld,
  goOnline,
  otaUrl,
  powerOn,
  unboundReply,
  type World,
  websocketSection,
} from "../../fakes/device.js";

const minute = 60_000;

/** What a test may not find anywhere but in the websocket's headers and the stored record. */
const leaks = (world: World) =>
  JSON.stringify([world.observed, world.screens, world.log, world.requests.map(({ request }) => request)]);

describe("power-on", () => {
  test("the check carries the identity, and the same one every time", () => {
    const first = powerOn();
    const { request } = first.asked();
    expect(request).toMatchObject({ method: "POST", url: otaUrl });
    expect(request.headers["Device-Id"]).toBe("d4:06:06:b6:a9:fb");
    expect(request.headers["User-Agent"]).toBe("esp-box-3/1.0.0");
    expect(request.headers["Activation-Version"]).toBe("1");
    const body = JSON.parse(request.body ?? "");
    expect(body.mac_address).toBe("d4:06:06:b6:a9:fb");
    expect(body.board.mac).toBe("d4:06:06:b6:a9:fb");
    expect(body.uuid).toBe(request.headers["Client-Id"]);
    const second = powerOn({ records: first.records, seed: 99 });
    expect(second.asked().request.headers["Client-Id"]).toBe(request.headers["Client-Id"]);
    expect(second.writes).toEqual([]);
  });

  test("each request of a redirected check is observed, with where it went but not with its query", () => {
    const world = powerOn();
    world.asked().answer(307, "", { location: "//other.example/ota?sig=SECRET" });
    world.time.advance(5);
    world.asked().answer(200, unboundReply);
    expect(world.observed.filter(({ event }) => event === "http")).toEqual([
      { event: "http", method: "POST", url: otaUrl, result: 307, tookMs: 1 },
      { event: "http", method: "POST", url: "http://other.example/ota", result: 200, tookMs: 5 },
    ]);
    expect(world.state()).toBe("activating");
    expect(JSON.stringify([world.observed, world.screens, world.log])).not.toContain("SECRET");
    world.time.advance(2_000);
    expect(world.asked().request.url).toBe(`${otaUrl}activate`);
  });

  test("without a network nothing is asked, and the screen says that it is looking", () => {
    const world = createWorld();
    world.network("down");
    world.device.start();
    world.time.advance(10 * minute);
    expect(world.requests).toEqual([]);
    expect(world.screen().view).toBe("joining");
  });

  test("a network without credentials: provisioning, until a person has given one", () => {
    const world = powerOn();
    world.network("unprovisioned");
    expect(world.state()).toBe("provisioning");
    world.time.advance(minute / 2);
    world.network("up");
    expect(world.state()).toBe("checking");
  });
});

describe("a first life", () => {
  test("code on the screen, bound, online; the token is used and shown nowhere", () => {
    const world = powerOn();
    world.asked().answer(200, unboundReply);
    expect(world.screen()).toMatchObject({
      view: "activating",
      code: "012345",
      qr: "http://console.example",
    });
    world.time.advance(2_000);
    expect(world.asked().request.url).toBe(`${otaUrl}activate`);
    world.asked().answer(202, "");
    world.time.advance(2_000);
    world.asked().answer(200, "success");
    goOnline(world);
    expect(world.state()).toBe("online");
    expect(world.webSockets.channels[0]?.options.headers.Authorization).toBe("Bearer tok-SECRET-1");
    expect(world.screen().view).toBe("standby");
    expect(leaks(world)).not.toContain("SECRET");
  });

  test("an expired token: refused, checked, online with the new one, without a restart", () => {
    const world = powerOn();
    goOnline(world);
    world.time.advance(minute);
    world.webSockets.channels[0]?.end({ kind: "closed", code: 1008, reason: "token expired" });
    world.time.advance(minute);
    expect(world.state()).toBe("checking");
    goOnline(world, { websocket: { ...websocketSection, token: "tok-SECRET-2" } });
    expect(world.state()).toBe("online");
    expect(world.webSockets.channels[1]?.options.headers.Authorization).toBe("Bearer tok-SECRET-2");
    expect(world.restarts).toEqual([]);
    expect(leaks(world)).not.toContain("SECRET");
  });

  test("the six-hour check brings a new token: kept for the next connect, the session goes on", () => {
    const world = powerOn();
    goOnline(world);
    const channel = world.webSockets.channels[0];
    for (let at = 0; at < 8 * 60 * 2; at++) {
      world.time.advance(minute / 2);
      channel?.breathe();
      const asked = world.requests.at(-1);
      if (world.requests.length === 2 && asked !== undefined)
        asked.answer(200, { websocket: { ...websocketSection, token: "tok-SECRET-2" } });
    }
    expect(world.requests.length).toBe(2);
    expect(world.state()).toBe("online");
    expect(world.webSockets.channels.length).toBe(1);
    expect(world.records.get("transport")).toContain("tok-SECRET-2");
  });

  test("the OTA server is down at the next power-on: it connects with what is stored", () => {
    const first = powerOn();
    goOnline(first);
    const second = powerOn({ records: first.records });
    second.asked().fail({ kind: "unreachable", stage: "tcp", detail: "refused" });
    expect(second.state()).toBe("connecting");
    expect(second.webSockets.channels[0]?.options.headers.Authorization).toBe("Bearer tok-SECRET-1");
  });

  test("stored settings of another server are not used", () => {
    const first = powerOn();
    goOnline(first);
    const second = powerOn({ records: first.records, config: { otaUrl: "http://other.example/ota/" } });
    second.asked().fail({ kind: "unreachable", stage: "tcp", detail: "refused" });
    expect(second.state()).toBe("waiting");
    expect(second.webSockets.channels).toEqual([]);
  });
});

describe("OTA URL", () => {
  test("404: asked once with the other ending, and what worked is remembered", () => {
    const world = powerOn({ config: { otaUrl: "http://cloud.example/xiaozhi/ota" } });
    world.asked().answer(404, "404: Not Found");
    expect(world.asked().request.url).toBe(otaUrl);
    goOnline(world);
    const again = powerOn({ records: world.records, config: { otaUrl: "http://cloud.example/xiaozhi/ota" } });
    expect(again.asked().request.url).toBe(otaUrl);
  });
});

describe("records", () => {
  test("nothing is written that has not changed", () => {
    const world = powerOn();
    goOnline(world);
    expect([...world.writes].sort()).toEqual(["identity", "lastgood", "transport"]);
    world.writes.length = 0;
    world.time.advance(minute);
    world.webSockets.channels[0]?.end({ kind: "closed", code: 1008, reason: "" });
    world.time.advance(minute);
    goOnline(world);
    expect(world.state()).toBe("online");
    expect(world.writes).toEqual([]);
  });

  test.each(["identity", "transport", "lastgood", "firmware", "reboot"] as const)(
    "a corrupt record %s is passed over with a log line, and the device works",
    (name) => {
      const world = powerOn({ records: [[name, "{\u0000garbage"]] });
      expect(world.log.some(({ level }) => level === "warn")).toBe(true);
      goOnline(world);
      expect(world.state()).toBe("online");
    },
  );

  test("a new reply replaces both sections: an old token never meets a new server", () => {
    const world = powerOn();
    goOnline(world);
    const again = powerOn({ records: world.records });
    again.asked().answer(200, { websocket: { url: "wss://new.example/" } });
    expect(again.webSockets.channels[0]?.options.headers.Authorization).toBeUndefined();
    expect(again.records.get("transport")).not.toContain("SECRET");
  });
});

describe("clock", () => {
  test("UTC comes from the server's milliseconds, the zone stays apart", () => {
    const world = powerOn();
    const timestamp = compileTimeMs + 5_000;
    world.asked().answer(200, { ...boundReply, server_time: { timestamp, timezone_offset: 480 } });
    expect(world.time.utcMs()).toBe(timestamp);
    expect(world.time.zoneOffsetMinutes).toBe(480);
  });

  test("a time more than a day before the build is refused, the rest of the reply is not", () => {
    const world = powerOn();
    const timestamp = compileTimeMs - 86_400_001;
    world.asked().answer(200, { ...boundReply, server_time: { timestamp, timezone_offset: 480 } });
    expect(world.time.utcMs()).toBeLessThan(minute);
    expect(world.state()).toBe("connecting");
  });
});

describe("in a session", () => {
  test("MCP: initialize and an empty tool list are answered", () => {
    const world = powerOn();
    goOnline(world);
    const channel = world.webSockets.channels[0];
    channel?.say({ type: "mcp", payload: { jsonrpc: "2.0", id: 1, method: "initialize", params: {} } });
    channel?.say({ type: "mcp", payload: { jsonrpc: "2.0", id: 2, method: "tools/list" } });
    const sent = (channel?.sent() ?? []) as { payload?: { result?: object } }[];
    const [, initialize, tools] = sent;
    expect(initialize?.payload?.result).toMatchObject({
      serverInfo: { name: "esp-box-3", version: "1.0.0" },
    });
    expect(tools?.payload?.result).toEqual({ tools: [] });
  });

  test("the vision token in an MCP request is told to nobody", () => {
    const world = powerOn();
    goOnline(world);
    const params = { capabilities: { vision: { url: "http://v.example", token: "SECRET" } } };
    world.webSockets.channels[0]?.say({
      type: "mcp",
      payload: { jsonrpc: "2.0", id: 1, method: "initialize", params },
    });
    expect(world.observed.some((it) => it.event === "message" && it.direction === "in")).toBe(true);
    expect(leaks(world)).not.toContain("SECRET");
  });

  test("an unknown message is told once in the log and changes nothing", () => {
    const world = powerOn();
    goOnline(world);
    const before = world.screens.length;
    for (let at = 0; at < 3; at++) world.webSockets.channels[0]?.say({ type: "iot" });
    expect(world.log.filter(({ line }) => line.includes('"iot"'))).toHaveLength(1);
    expect(world.screens).toHaveLength(before);
  });

  test("of unknown messages so many kinds are told in a power-on, and no more", () => {
    const world = powerOn();
    goOnline(world);
    for (let at = 0; at < 20; at++) world.webSockets.channels[0]?.say({ type: `kind${at}` });
    expect(world.log.filter(({ line }) => line.includes("unknown type"))).toHaveLength(16);
  });

  test("what changes nothing on the screen isn't drawn", () => {
    const world = powerOn();
    goOnline(world);
    const feel = () => world.webSockets.channels[0]?.say({ type: "llm", emotion: "happy", text: "" });
    feel();
    const { length } = world.screens;
    feel();
    expect(world.screens).toHaveLength(length);
  });

  test("an event that can't come is told once", () => {
    const world = powerOn();
    for (let at = 0; at < 3; at++) world.device.start();
    expect(world.log.filter(({ line }) => line === 'no answer to "started" in state checking')).toHaveLength(
      1,
    );
  });

  test("say sends listen/detect, and the answer is on the screen", () => {
    const world = powerOn();
    goOnline(world);
    const channel = world.webSockets.channels[0];
    world.device.say("  hello  ");
    expect(channel?.sent().at(-1)).toEqual({
      session_id: "s-1",
      type: "listen",
      state: "detect",
      text: "hello",
    });
    channel?.say({ type: "tts", state: "sentence_start", text: "Hi there" });
    expect(world.screen()).toMatchObject({ view: "speaking", assistant: "Hi there" });
  });

  test("a session that takes no more messages is replaced, and what was said is said again", () => {
    const world = powerOn();
    goOnline(world);
    const channel = world.webSockets.channels[0];
    if (channel !== undefined) channel.writable = false;
    world.device.say("hello");
    expect(channel?.over).toBe(true);
    world.time.advance(1_000);
    const next = world.webSockets.channels[1];
    next?.open();
    next?.say({ type: "hello", transport: "websocket", session_id: "s-2" });
    expect(next?.sent().at(-1)).toMatchObject({ type: "listen", text: "hello" });
  });

  test("system reboot: the device restarts and does nothing more", () => {
    const world = powerOn();
    goOnline(world);
    world.webSockets.channels[0]?.say({ type: "system", command: "reboot" });
    expect(world.restarts).toHaveLength(1);
    const { length } = world.requests;
    world.time.advance(60 * minute);
    world.device.press();
    expect(world.requests).toHaveLength(length);
    expect(world.time.pendingCount).toBe(0);
  });

  describe("a server that says reboot after each hello", () => {
    const reboot = { type: "system", command: "reboot" };
    /** The same device, switched on once more. */
    const again = (records: World["records"]) => {
      const world = powerOn({ records });
      goOnline(world);
      return world;
    };
    const says = ({ webSockets }: World) => webSockets.channels.at(-1)?.say(reboot);
    const stay = (world: World, untilMs: number) => {
      while (world.time.monotonicMs() < untilMs) {
        world.time.advance(30_000);
        for (const asked of world.requests)
          if (!asked.answered && !asked.cancelled) asked.answer(200, boundReply);
        world.webSockets.channels.at(-1)?.breathe();
      }
    };

    test("is obeyed once, and again ten minutes after the start that followed", () => {
      const first = again(new Map());
      says(first);
      expect(first.restarts).toHaveLength(1);
      const second = again(first.records);
      stay(second, 10 * minute - 30_000);
      for (let at = 0; at < 20; at++) says(second);
      expect(second.restarts).toHaveLength(0);
      expect(second.log.filter(({ line }) => line.includes("not obeyed"))).toHaveLength(1);
      expect(second.state()).toBe("online");
      stay(second, 11 * minute);
      says(second);
      expect(second.restarts).toHaveLength(1);
    });

    test("costs one write, however long it goes on", () => {
      let world = again(new Map());
      const writes: string[] = [];
      for (let at = 0; at < 20; at++) {
        stay(world, 11 * minute);
        says(world);
        expect(world.restarts).toHaveLength(1);
        writes.push(...world.writes.filter((name) => name === "reboot"));
        world = again(world.records);
      }
      expect(writes).toEqual(["reboot"]);
      // A device that has been on for hours is none that restarts for ever.
      stay(world, 15 * 60 * minute);
      expect(world.records.has("reboot")).toBe(false);
    });

    test("is not obeyed where it can't be written down, which is tried and told once in ten minutes", () => {
      const world = again(new Map());
      world.flashFails = true;
      const tries = () => world.log.filter(({ line }) => line.includes("can't be written down")).length;
      for (let at = 0; at < 20; at++) says(world);
      expect(world.restarts).toHaveLength(0);
      expect(tries()).toBe(1);
      stay(world, 11 * minute);
      says(world);
      expect(tries()).toBe(2);
    });
  });

  test("a flood of messages is handled one by one, in order", () => {
    const world = powerOn();
    goOnline(world);
    const channel = world.webSockets.channels[0];
    for (let at = 0; at < 1_000; at++) channel?.say({ type: "stt", text: `${at}` });
    expect(world.screen().user).toBe("999");
  });
});

describe("records and whoever is told", () => {
  test("what led to a session is written before anybody hears of it: they may end the device at once", () => {
    const world = createWorld();
    const told = world.observed.push.bind(world.observed);
    let records: readonly string[] = [];
    world.observed.push = (...items) => {
      if (items.some((it) => it.event === "online")) records = [...world.records.keys()];
      return told(...items);
    };
    world.device.start();
    world.time.advance(1);
    goOnline(world);
    expect(records).toEqual(expect.arrayContaining(["transport", "lastgood"]));
  });
});

describe("a flood from a peer", () => {
  /** The device is busy with something while so many messages arrive, and then what `then` brings. */
  function flooded(then: (world: World) => void): World {
    const world = powerOn();
    goOnline(world);
    const channel = world.webSockets.channels[0];
    const told = world.observed.push.bind(world.observed);
    let busy = false;
    world.observed.push = (...items) => {
      if (!busy && items.some((it) => it.event === "step")) {
        busy = true;
        for (let at = 0; at < 200; at++) channel?.say({ type: "stt", text: `${at}` });
        then(world);
      }
      return told(...items);
    };
    world.device.press();
    return world;
  }

  test("is dropped beyond what the mailbox takes", () => {
    const world = flooded(() => {});
    const heard = world.observed.filter((it) => it.event === "step" && it.input.type === "message");
    expect(heard.length).toBeGreaterThan(10);
    expect(heard.length).toBeLessThan(100);
  });

  test("takes nobody else's place: a lost link and a person's word come through", () => {
    const world = flooded(({ device, network }) => {
      device.say("hello");
      network("down");
    });
    expect(world.webSockets.channels[0]?.sent()).toContainEqual(expect.objectContaining({ text: "hello" }));
    expect(world.state()).toBe("joining");
  });
});

describe("firmware", () => {
  const offer = { version: "1.0.1", url: "http://dl.example/fw.bin" };

  test("installed and restarted; the attempt is on record before the download begins", () => {
    const world = powerOn();
    world.asked().answer(200, { ...boundReply, firmware: offer });
    expect(world.installs).toHaveLength(1);
    expect(world.records.get("firmware")).toContain("started");
    world.installs[0]?.events.progress(10, 100);
    expect(world.screen().progress).toMatchObject({ percent: 10 });
    world.installs[0]?.events.ended(undefined);
    expect(world.screen().lines).toEqual(["Done. Restarting with version 1.0.1."]);
    expect(world.restarts).toEqual([]);
    world.time.advance(2_000);
    expect(world.restarts).toEqual(["new firmware"]);
  });

  test.each([
    [
      "at the address of the check",
      { version: "9.0.0", url: otaUrl },
      "not taken: firmware 9.0.0: its URL is that of the OTA check",
    ],
    [
      "that is not newer than a version it can't read",
      { version: "v2", url: offer.url },
      "firmware v2 not installed: unreadable",
    ],
  ])("an offer %s is told once, however often it comes", (_what, firmware, line) => {
    const world = powerOn();
    for (let at = 0; at < 5; at++) {
      // No challenge: the polls are checks.
      world.asked().answer(200, { activation: { code: "123456" }, firmware });
      world.time.advance(2_000);
    }
    expect(world.installs).toEqual([]);
    expect(world.screen().code).toBe("123456");
    expect(world.log.map(({ line: told }) => told).filter((told) => told.includes("firmware"))).toEqual([
      line,
    ]);
  });

  test.each([
    ["the download failed", (world: World) => world.installs[0]?.events.ended("HTTP status 404")],
    ["nothing comes", (world: World) => world.time.advance(6 * minute)],
  ])("an update that fails says why in the log: %s", (_why, fails) => {
    const world = powerOn();
    world.asked().answer(200, { ...boundReply, firmware: offer });
    fails(world);
    const told = world.log.filter(({ line }) => line.includes("firmware"));
    expect(told).toEqual([
      {
        level: "warn",
        line: expect.stringMatching(/^firmware 1\.0\.1 not installed: (HTTP status 404|no progress)$/),
      },
    ]);
  });

  test("an install that ended is let go: nothing cancels it later", () => {
    const world = powerOn();
    world.asked().answer(200, { ...boundReply, firmware: offer });
    world.installs[0]?.events.ended("the flash failed");
    world.device.close();
    expect(world.installs[0]?.cancels).toBe(0);
  });

  test("rolled back (the old version runs again): not tried again for a day", () => {
    const first = powerOn();
    const server_time = { timestamp: compileTimeMs };
    first.asked().answer(200, { ...boundReply, firmware: offer, server_time });
    first.installs[0]?.events.ended(undefined);
    const second = powerOn({ records: first.records });
    second.asked().answer(200, { ...boundReply, firmware: offer, server_time });
    expect(second.installs).toEqual([]);
    const third = powerOn({ records: second.records });
    third.asked().answer(200, {
      ...boundReply,
      firmware: offer,
      server_time: { timestamp: compileTimeMs + 25 * 60 * minute },
    });
    expect(third.installs).toHaveLength(1);
  });

  test("the image that runs is marked valid after the first good check", () => {
    const world = powerOn();
    expect(world.validMarks).toBe(0);
    world.asked().answer(500, "");
    expect(world.validMarks).toBe(0);
    world.device.press();
    world.asked().answer(200, boundReply);
    expect(world.validMarks).toBe(1);
  });
});

describe("close", () => {
  test.each(["joining", "checking", "activating", "connecting", "online"])(
    "from an observer that hears of %s: nothing is begun after it",
    (name) => {
      const world = createWorld();
      const told = world.observed.push.bind(world.observed);
      world.observed.push = (...items) => {
        if (items.some((it) => it.event === "state" && it.state === name)) world.device.close();
        return told(...items);
      };
      world.device.start();
      world.time.advance(1);
      if (world.requests.length > 0) goOnline(world, name === "activating" ? unboundReply : boundReply);
      expect(world.observed.some((it) => it.event === "state" && it.state === name)).toBe(true);
      expect(world.time.pendingCount).toBe(0);
      expect(world.webSockets.channels.every(({ over }) => over)).toBe(true);
      expect(world.requests.every(({ answered, cancelled }) => answered || cancelled)).toBe(true);
    },
  );

  test("ends everything, at any point, and any number of times", () => {
    const points: ((world: World) => void)[] = [
      () => {},
      (world) => world.asked().answer(200, unboundReply),
      (world) => world.asked().answer(200, boundReply),
      (world) => goOnline(world),
      (world) => world.asked().answer(500, ""),
    ];
    for (const reach of points) {
      const world = powerOn();
      reach(world);
      world.device.close();
      world.device.close();
      expect(world.time.pendingCount).toBe(0);
      expect(world.webSockets.channels.every(({ over }) => over)).toBe(true);
      const { length } = world.observed;
      world.device.say("hello");
      world.network("down");
      expect(world.observed).toHaveLength(length);
    }
  });
});

describe("memory", () => {
  test("what has ended by itself is let go at once, not when its place is needed again", () => {
    const world = powerOn();
    for (let failed = 0; failed < 3; failed++) {
      world.asked().answer(500, "");
      world.time.advance(9_000);
    }
    world.asked().answer(200, unboundReply);
    for (let poll = 0; poll < 3; poll++) {
      world.time.advance(2_000);
      world.asked().answer(202, "");
    }
    expect(world.requests.filter(({ request }) => request.url.endsWith("activate")).length).toBeGreaterThan(
      1,
    );
    world.network("down");
    expect(world.lateCancels).toEqual([]);
  });
});

describe("a screen that takes glyphs", () => {
  const textFont = { bundle: "noto-v1", charset: "common", size: 16, bpp: 4 } as const;
  const sent = {
    codepoint: 0x9f98,
    adv_w: 16,
    box_w: 2,
    box_h: 1,
    ofs_x: 0,
    ofs_y: 0,
    bitmap: "Dw==",
  };

  test.each(["websocket", "mqtt"] as const)(
    "the hello asks for them, and those that come go to the screen: %s",
    (transport) => {
      const learnt: Glyph[] = [];
      const world = powerOn({
        screen: { textFont, learn: (glyphs) => void learnt.push(...glyphs) },
        config: { transport },
      });
      world.asked().answer(200, {
        ...boundReply,
        mqtt: { endpoint: "mqtt.example", client_id: "c", publish_topic: "p" },
      });
      const channel = (transport === "mqtt" ? world.mqtt : world.webSockets).channels.at(-1);
      channel?.open();
      expect(channel?.sent()[0]).toMatchObject({ features: { glyph_push: true }, text_font: textFont });
      channel?.say({ type: "hello", transport: transport === "mqtt" ? "udp" : transport, session_id: "s" });
      const glyph_push = { v: 1, bundle: "noto-v1", size: 16, bpp: 4, glyphs: [sent] };
      channel?.say({ type: "stt", text: "\u9f98", glyph_push });
      expect(learnt.map(({ codePoint }) => codePoint)).toEqual([0x9f98]);
      expect(world.screen().user).toBe("\u9f98");
    },
  );

  test("without such a screen none are asked for", () => {
    const world = powerOn();
    world.asked().answer(200, boundReply);
    const channel = world.webSockets.channels.at(-1);
    channel?.open();
    expect(channel?.sent()[0]).toMatchObject({ features: { glyph_push: false } });
  });
});
