import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  greeting,
  mqttHello,
  onMqtt,
  onWebsocket,
  open,
  password,
  said,
  token,
  transports,
  websocketHello,
} from "./harness.js";

const connecting = { websocket: onWebsocket, mqtt: onMqtt };
const hellos = { websocket: websocketHello, mqtt: mqttHello };
const credential = { websocket: token, mqtt: password };

describe.each(transports)("%s: hello", (transport) => {
  test("a server that never says hello is suspect after 10 s, and hung up on", () => {
    const { server, time, end } = greeting[transport]();
    time.advance(9_999);
    expect(end()).toBeUndefined();
    time.advance(1);
    expect(end()).toMatchObject({ kind: "helloTimeout", suspect: true });
    expect(server.over).toBe(true);
    expect(time.pendingCount).toBe(0);
  });

  test("other messages do not prolong the wait for hello", () => {
    const { server, time, end } = greeting[transport]();
    time.advance(9_000);
    server.say({ type: "llm", emotion: "happy" });
    time.advance(1_000);
    expect(end()).toMatchObject({ kind: "helloTimeout" });
  });

  test("a hello for another transport is ignored, and the right one still counts", () => {
    const { server, told } = greeting[transport]();
    server.say({ ...hellos[transport], transport: "smoke" });
    expect(told).toEqual([]);
    server.say(hellos[transport]);
    expect(told).toEqual([`opened ${hellos[transport].session_id}`]);
  });

  test("a hello with unusable members ends it at once, not suspect", () => {
    const { server, end } = greeting[transport]();
    server.say({ ...hellos[transport], session_id: "s".repeat(129) });
    expect(end()).toEqual({
      kind: "malformed",
      suspect: false,
      detail: "server hello: session_id is unusable",
    });
    expect(server.over).toBe(true);
  });

  test.each([
    ["stt", { type: "stt", text: "bind with 123456" }],
    ["stt without text", { type: "stt" }],
    ["tts", { type: "tts", state: "start" }],
  ])("%s before hello shows an unbound device", (_name, message) => {
    const { server, told, end } = greeting[transport]();
    server.say(message);
    // Not "refused": with the cloud out of reach nobody has said so.
    expect(end()).toMatchObject({ kind: "notGreeted", suspect: true });
    expect(told).toEqual(["ended notGreeted"]);
  });

  test("a blank text before hello is no answer", () => {
    const { server, told } = greeting[transport]();
    for (const text of ["", " \r\n"]) server.say(text);
    server.say(hellos[transport]);
    expect(told.at(-1)).toBe(`opened ${hellos[transport].session_id}`);
  });

  test("goodbye with an id before hello is of an older session; without one it is ours", () => {
    const { server, told, end } = greeting[transport]();
    server.say({ type: "goodbye", session_id: "s-old" });
    expect(told).toEqual([]);
    server.say(hellos[transport]);
    expect(told).toEqual([`opened ${hellos[transport].session_id}`]);
    expect(end()).toBeUndefined();
    for (const session_id of [undefined, null, ""]) {
      const other = greeting[transport]();
      other.server.say({ type: "goodbye", session_id });
      expect(other.end()).toMatchObject({ kind: "closed" });
    }
  });

  test("what the server says is wrong is told with the end, without secrets and only if it was the last word", () => {
    const why = (...said: object[]) => {
      const { server, end, time } = greeting[transport]({}, {});
      for (const message of said) server.say(message);
      if (end() === undefined) server.end({ kind: "lost", detail: "" });
      expect(time.pendingCount).toBe(0);
      return end()?.text;
    };
    expect(why({ type: "error", message: "no provider" })).toBe("no provider");
    expect(why({ type: "error", error: `bad ${credential[transport]}` })).toBe("bad *");
    expect(why({ type: "alert", status: "s", message: "device is locked", emotion: "sad" })).toBe(
      "device is locked",
    );
    expect(why({ type: "error" })).toBeUndefined();
    expect(
      why({ type: "alert", status: "s", message: "m", emotion: "sad" }, { type: "llm", emotion: "happy" }),
    ).toBeUndefined();
  });

  test("mcp before hello is delivered, and its answer goes out without a session id", () => {
    const { server, session, told } = greeting[transport]();
    server.say({ type: "mcp", payload: { jsonrpc: "2.0", id: 10_000, method: "initialize" } });
    expect(told).toEqual([{ type: "mcp", request: { id: 10_000, method: "initialize" } }]);
    expect(session.send({ type: "mcp", payload: { id: 10_000 } })).toBe(true);
    expect(server.sent().at(-1)).toEqual({ session_id: "", type: "mcp", payload: { id: 10_000 } });
  });

  test("nothing but mcp is sent before hello", () => {
    const { server, session } = greeting[transport]();
    expect(session.send(said)).toBe(false);
    expect(session.send({ type: "abort" })).toBe(false);
    expect(server.sent()).toHaveLength(1);
  });

  test("nothing at all is sent before the channel is open", () => {
    const { server, session } = connecting[transport]();
    expect(session.send({ type: "mcp", payload: {} })).toBe(false);
    expect(server.did).toEqual([]);
    expect(server.misuse).toEqual([]);
  });
});

describe.each(transports)("%s: connecting", (transport) => {
  test.each([
    [{ kind: "unreachable", stage: "dns", detail: "no such host" }, "unreachable"],
    [{ kind: "tls", detail: "bad certificate" }, "tls"],
    [{ kind: "timeout", afterMs: 10_000 }, "timeout"],
    [{ kind: "malformed", detail: "no HTTP" }, "malformed"],
  ] as const)("%j says nothing about the credentials", (how, kind) => {
    const { server, end, time } = connecting[transport]();
    server.end(how);
    expect(end()).toMatchObject({ kind, suspect: false });
    expect(time.pendingCount).toBe(0);
  });

  test("a platform that forgets its connect timeout does not hang the session", () => {
    const { server, end, time } = connecting[transport]();
    time.advance(11_999);
    expect(end()).toBeUndefined();
    time.advance(1);
    expect(end()).toMatchObject({ kind: "timeout", suspect: false });
    expect(server.over).toBe(true);
  });
});

describe.each(transports)("%s: messages", (transport) => {
  /** A session in which the server sends thousands of these at once. */
  const flooded = (message: (at: number) => object | string) => {
    const stage = open[transport]();
    for (let at = 0; at < 2_000; at++) stage.server.say(message(at));
    return stage;
  };

  test("are decoded and delivered in order, unknown ones too", () => {
    const { server, told } = open[transport]();
    server.say({ type: "stt", text: "hi" });
    server.say({ type: "custom" });
    server.say("pong");
    server.say(hellos[transport]);
    expect(told.slice(1)).toEqual([
      { type: "stt", text: "hi" },
      { type: "unknown", name: "custom" },
      { type: "unknown", name: "(not usable)" },
      { type: "unknown", name: "hello" },
    ]);
  });

  test("of known types that say nothing here cost nothing, and unknown ones at a slow pace neither", () => {
    const { server, time, end } = open[transport]();
    for (let at = 0; at < 5_000; at++) {
      server.say({ type: "tts", state: "sentence_end", text: "。", index: at });
      server.say({ type: "mcp", payload: { jsonrpc: "2.0", id: at, result: {} } });
    }
    for (let second = 0; second < 86_400; second += 10) {
      time.advance(10_000);
      server.say({ type: "heartbeat", timestamp: second });
      server.say("pong: 1");
    }
    expect(end()).toBeUndefined();
  });

  test("of unknown types in a flood end the session, and the next one begins where it ended", () => {
    const { server, time, end, history } = flooded(() => ({ type: "custom" }));
    expect(end()).toEqual({
      kind: "malformed",
      suspect: false,
      detail: "too many messages of unknown types",
    });
    expect(server.over).toBe(true);
    const next = open[transport]({}, { history, time });
    next.server.say({ type: "custom" });
    expect(next.end()).toMatchObject({ kind: "malformed" });
  });

  test.each([
    ["members", (at: number) => ({ type: "llm", emotion: "happy", [`n${at}`]: 0 })],
    [
      "members deep inside",
      (at: number) => ({ type: "stt", text: "hi", list: [{ inner: { [`n${at}`]: 0 } }] }),
    ],
    ["what is cut off", (at: number) => `{"type":"stt","n${at}":0`],
  ])("with ever new names of %s end the session, whatever their type", (_what, message) => {
    const { end, history, time } = flooded(message);
    expect(end()).toMatchObject({ kind: "malformed", detail: "too many new names of members" });
    // As many as minutes have passed since: the memory that they take is not given back.
    const next = open[transport]({}, { history, time });
    time.advance(60_000);
    next.server.say({ type: "llm", emotion: "happy", another: 0 });
    expect(next.end()).toBeUndefined();
    next.server.say({ type: "llm", emotion: "happy", oneMore: 0 });
    expect(next.end()).toMatchObject({ kind: "malformed" });
  });

  test("with names that are new once only may go on for ever", () => {
    const { server, end } = open[transport]();
    const extras = Object.fromEntries(
      Array.from({ length: 25 }, (_, at) => [`extra${at}`, { [`deep${at % 5}`]: at }]),
    );
    for (let at = 0; at < 2_000; at++) server.say({ type: "llm", emotion: "happy", ...extras });
    expect(end()).toBeUndefined();
  });

  test("of the session before are not taken for ours", () => {
    const before = open[transport]();
    const { history, time } = before;
    before.server.end({ kind: "lost", detail: "" });
    const { server, told, end } = greeting[transport]({}, { history, time });
    const old = { session_id: hellos[transport].session_id };
    server.say({ ...old, type: "tts", state: "sentence_start", text: "old" });
    server.say({ ...old, type: "error", message: "old" });
    server.say({ ...hellos[transport], session_id: "s-new" });
    server.say({ ...old, type: "tts", state: "stop" });
    server.say({ ...old, type: "system", command: "reboot" });
    expect(told).toEqual(["opened s-new"]);
    // An id that was never ours may be the server's own way.
    server.say({ session_id: "s-other", type: "stt", text: "hi" });
    expect(told.slice(1)).toEqual([{ type: "stt", text: "hi" }]);
    expect(end()).toBeUndefined();
  });

  test("of a server that gives each session the same id are ours", () => {
    const before = open[transport]();
    const { history, time } = before;
    before.server.end({ kind: "lost", detail: "" });
    const { server, told } = open[transport]({}, { history, time });
    server.say({ session_id: hellos[transport].session_id, type: "stt", text: "hi" });
    expect(told.slice(1)).toEqual([{ type: "stt", text: "hi" }]);
  });

  test("that tell an error are delivered without secrets", () => {
    const { server, told, end, time } = open[transport]();
    server.say({ type: "error", message: `quota of ${credential[transport]} used up` });
    expect(told.slice(1)).toEqual([{ type: "error", message: "quota of * used up" }]);
    time.advance(10_001);
    server.end({ kind: "lost", detail: "" });
    expect(end()).not.toHaveProperty("text");
  });

  test("with more members or values than any message has are unknown", () => {
    const { server, told } = open[transport]();
    server.say({ type: "stt", text: "hi", list: Array.from({ length: 500 }, () => 0) });
    server.say({ type: "stt", text: "hi", ...Array.from({ length: 70 }, () => 0) });
    const unknown = { type: "unknown", name: "(not usable)" };
    expect(told.slice(1)).toEqual([unknown, unknown]);
  });

  test("go out with the session id", () => {
    const { server, session } = open[transport]();
    expect(session.send(said)).toBe(true);
    expect(server.sent().at(-1)).toEqual({ session_id: hellos[transport].session_id, ...said });
  });

  test("that the channel won't take are told to the sender", () => {
    const { server, session } = open[transport]();
    server.writable = false;
    expect(session.send(said)).toBe(false);
  });

  test("over the cap end the session, whoever finds out", () => {
    const own = open[transport]();
    own.server.say("x".repeat(16_385));
    expect(own.end()).toMatchObject({ kind: "malformed", suspect: false });
    const port = open[transport]();
    port.server.end({ kind: "tooLarge", limitBytes: 16_384 });
    expect(port.end()).toMatchObject({ kind: "malformed", suspect: false });
  });

  /** A websocket goes with its session, a connection over MQTT stays. */
  const overWith = transport === "websocket" ? "ended closed" : "rested";

  test("goodbye with our session id, or none, is a close in order", () => {
    for (const id of [hellos[transport].session_id, undefined]) {
      const { server, told, end } = open[transport]();
      server.say({ type: "goodbye", session_id: id });
      expect(told.slice(1)).toEqual([overWith]);
      if (transport === "websocket")
        expect(end()).toEqual({ kind: "closed", suspect: false, detail: "goodbye" });
    }
  });

  test("without a session id from the server any goodbye is ours", () => {
    const { server, session, told } = greeting[transport]();
    server.say({ ...hellos[transport], session_id: undefined });
    expect(told).toEqual(["opened "]);
    session.send({ type: "abort" });
    expect(server.sent().at(-1)).toEqual({ session_id: "", type: "abort" });
    server.say({ type: "goodbye", session_id: "s-1" });
    expect(told.at(-1)).toBe(overWith);
  });

  test("goodbye with the id of another session is ignored", () => {
    const { server, told } = open[transport]();
    server.say({ type: "goodbye", session_id: "s-old" });
    expect(told.slice(1)).toEqual([]);
    expect(server.over).toBe(false);
  });
});

describe.each(transports)("%s: liveness", (transport) => {
  const pings = (did: readonly string[]) => did.filter((line) => line === "ping").length;

  test("pings every 30 s, and only in a session", () => {
    const { server, time } = greeting[transport]();
    time.advance(9_000);
    expect(pings(server.did)).toBe(0);
    server.say(hellos[transport]);
    for (const count of [1, 2, 3, 4]) {
      time.advance(29_999);
      server.breathe();
      expect(pings(server.did)).toBe(count - 1);
      time.advance(1);
      expect(pings(server.did)).toBe(count);
    }
  });

  test("90 s without a sign of life end the session, wherever they begin", () => {
    for (const lastSignMs of [0, 1, 29_999, 30_000, 45_000]) {
      const { server, time, end } = open[transport]();
      time.advance(lastSignMs);
      server.breathe();
      time.advance(89_999);
      expect(end()).toBeUndefined();
      time.advance(1);
      expect(end()).toMatchObject({ kind: "silent", suspect: false });
      expect(server.over).toBe(true);
      expect(time.pendingCount).toBe(0);
    }
  });

  test("a pong is enough to stay", () => {
    const { server, time, end } = open[transport]();
    for (let minute = 0; minute < 60; minute++) {
      time.advance(60_000);
      server.breathe();
    }
    expect(end()).toBeUndefined();
  });
});

describe.each(transports)("%s: end", (transport) => {
  test("a broken line in a session is lost, not suspect", () => {
    for (const how of [
      { kind: "lost", detail: "reset" },
      { kind: "unreachable", stage: "closed", detail: "" },
    ] as const) {
      const { server, end } = open[transport]();
      server.end(how);
      expect(end()).toMatchObject({ kind: "lost", suspect: false });
    }
  });

  test("after the end nothing is told, sent or left armed", () => {
    const { server, session, told, time } = open[transport]();
    server.end({ kind: "lost", detail: "" });
    const before = [...told];
    server.raw.opened();
    server.raw.text('{"type":"stt","text":"late"}');
    server.raw.binary(new Uint8Array(1));
    server.raw.alive();
    server.raw.closed({ kind: "lost", detail: "twice" });
    session.close();
    expect(session.send(said)).toBe(false);
    expect(session.send({ type: "mcp", payload: {} })).toBe(false);
    expect(told).toEqual(before);
    expect(time.pendingCount).toBe(0);
    expect(server.misuse).toEqual([]);
  });

  test("after close nothing is told, at any stage", () => {
    for (const stage of [connecting, greeting, open]) {
      const { server, session, told, time } = stage[transport]();
      session.close();
      session.close();
      const before = [...told];
      server.raw.opened();
      server.raw.text(JSON.stringify(hellos[transport]));
      server.raw.closed({ kind: "lost", detail: "" });
      expect(told).toEqual(before);
      expect(session.send(said)).toBe(false);
      expect(server.over).toBe(true);
      expect(server.misuse).toEqual([]);
      expect(time.pendingCount).toBe(0);
    }
  });

  test("a platform that tells the end from inside a call changes nothing", () => {
    const { server, time, told } = open[transport]();
    const push = server.did.push.bind(server.did);
    server.did.push = (...lines) => {
      server.raw.closed({ kind: "lost", detail: "" });
      return push(...lines);
    };
    time.advance(30_000);
    server.raw.closed({ kind: "lost", detail: "" });
    expect(told.slice(1)).toEqual(["ended lost"]);
    expect(time.pendingCount).toBe(0);
  });

  test("a platform that tells the end from inside close changes nothing", () => {
    const { server, told } = open[transport]();
    const push = server.did.push.bind(server.did);
    server.did.push = (...lines) => {
      server.raw.closed({ kind: "lost", detail: "" });
      return push(...lines);
    };
    server.say("x".repeat(20_000));
    expect(told.slice(1)).toEqual(["ended malformed"]);
  });

  test("a second opened changes nothing", () => {
    const { server } = open[transport]();
    const before = server.did.length;
    server.raw.opened();
    expect(server.did).toHaveLength(before);
  });

  test("no secret reaches the detail, whole or cut off", () => {
    const peeks = { websocket: "c2VjcmV0LXRva2Vu.17521", mqtt: "cGFzc3dvcmQtb2YtbXF0dA==" };
    const peek = peeks[transport];
    const text = greeting[transport]();
    text.server.end({ kind: "lost", detail: `token ${peek.slice(0, 12)} expired` });
    expect(text.end()?.detail).toMatch(/token \* expired$/);
    const lost = open[transport]();
    lost.server.end({ kind: "lost", detail: `at=${peek}\r\n${peek.slice(0, 12)}` });
    expect(lost.end()?.detail).toBe("at=* *");
    const hidden = open[transport]();
    hidden.server.end({ kind: "lost", detail: `${peek.slice(0, 4)}\u200b${peek.slice(4)}` });
    expect(hidden.end()?.detail).toBe("*");
  });

  test("the detail is one short line", () => {
    const { server, end } = greeting[transport]();
    server.end({ kind: "lost", detail: `a\u001b[31m\nb\u202e${"x ".repeat(1_000)}` });
    expect(end()?.detail).toMatch(/^dropped before the hello: a b(x )+x?$/);
    expect(end()?.detail).toHaveLength(160);
  });
});

describe.each(transports)("%s: a handler that throws", (transport) => {
  const failing = (what: string) => ({
    during: (told: string) => {
      if (told === what) throw new Error("boom");
    },
  });

  test.each(["opened", "message"])(
    "in %s ends the session as malformed, and the platform sees nothing",
    (what) => {
      const { server, end } = greeting[transport]({}, failing(what));
      server.say(hellos[transport]);
      if (what === "message") server.say({ type: "llm" });
      expect(end()).toEqual({ kind: "malformed", suspect: false, detail: "handler failed: boom" });
      expect(server.over).toBe(true);
    },
  );

  test("in ended is kept from the platform and from the timers", () => {
    const closed = open[transport]({}, failing("ended"));
    closed.server.end({ kind: "lost", detail: "" });
    expect(closed.end()).toMatchObject({ kind: "lost" });
    const timed = open[transport]({}, failing("ended"));
    timed.time.advance(200_000);
    expect(timed.end()).toMatchObject({ kind: "silent" });
  });

  test("after it has closed the session leaves it at that", () => {
    const { server, end, told } = open[transport](
      {},
      {
        during: (_told, session) => {
          session.close();
          throw new Error("boom");
        },
      },
    );
    expect(end()).toBeUndefined();
    expect(told).toHaveLength(1);
    expect(server.over).toBe(true);
  });
});

test("whatever a server says, callbacks do not throw, the end comes once, and no timer stays", () => {
  const message = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.json(),
    fc.constantFrom(
      ...["hello", "stt", "goodbye", "mcp", "error", "llm"].map((type) => JSON.stringify({ type })),
    ),
    fc.constantFrom(JSON.stringify(websocketHello), JSON.stringify(mqttHello)),
  );
  fc.assert(
    fc.property(fc.constantFrom(...transports), fc.array(message, { maxLength: 8 }), (transport, texts) => {
      const { server, time, end, told } = greeting[transport]();
      for (const text of texts) {
        server.say(text);
        time.advance(500);
      }
      server.end({ kind: "closed", code: 1000, reason: "" });
      expect(end()).toBeDefined();
      expect(String(told.at(-1))).toMatch(/^ended /);
      expect(time.pendingCount).toBe(0);
    }),
    { seed: 1, numRuns: 300 },
  );
});
