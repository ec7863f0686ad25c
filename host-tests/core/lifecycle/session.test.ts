import { describe, expect, test } from "vitest";
import {
  bound,
  ends,
  Life,
  newer,
  nothingRemembered,
  provenWebsocket,
  unbound,
  websocketOnly,
} from "./life.js";

const minute = 60_000;

describe("transport", () => {
  test("auto: MQTT if offered, else websocket", () => {
    expect(new Life().boot().checked(bound).openedTransport()).toBe("mqtt");
    expect(new Life().boot().checked(websocketOnly).openedTransport()).toBe("websocket");
  });

  test("auto: what was proven before doesn't overrule a fresh offer", () => {
    expect(new Life(provenWebsocket).boot().checked(bound).openedTransport()).toBe("mqtt");
  });

  test("after three failed attempts in a row the other one, and back", () => {
    const life = new Life().boot().checked(bound);
    const tried = [life.openedTransport()];
    for (let at = 0; at < 8; at++) {
      life.ended(ends.unreachable).expired("retry");
      tried.push(life.openedTransport());
    }
    const [m, w] = ["mqtt", "websocket"];
    expect(tried).toEqual([m, m, m, w, w, w, m, m, m]);
  });

  test("only one offered: that one again", () => {
    const life = new Life().boot().checked(websocketOnly);
    for (let at = 0; at < 5; at++)
      expect(life.ended(ends.unreachable).expired("retry").openedTransport()).toBe("websocket");
  });

  test("a transport that led to a session is kept while it is offered", () => {
    const life = new Life().boot().checked(bound);
    for (let at = 0; at < 3; at++) life.ended(ends.unreachable).expired("retry");
    life.opened().after(minute).ended(ends.lost).expired("retry");
    expect(life.openedTransport()).toBe("websocket");
  });

  test("a person's setting rules; if the server doesn't offer it the screen says so and the check is repeated", () => {
    expect(
      new Life(nothingRemembered, { transport: "websocket" }).boot().checked(bound).openedTransport(),
    ).toBe("websocket");
    const life = new Life(nothingRemembered, { transport: "mqtt" }).boot().checked(websocketOnly);
    expect(life.state.wait).toMatchObject({
      reason: { kind: "noTransport", wanted: "mqtt" },
      resume: "checking",
    });
    life.roll = 0;
    const delays = [1, 2, 3, 4].map(() => {
      life.expired("retry").checked(websocketOnly);
      return life.delayMs("retry");
    });
    expect(delays).toEqual([4_000, 8_000, 16_000, 32_000]);
  });
});

describe("the server withdraws the only transport that the setting allows", () => {
  /** Online over MQTT, and a check in the background has said that there is only websocket. */
  const withdrawn = () =>
    new Life(nothingRemembered, { transport: "mqtt" })
      .online()
      .after(minute)
      .expired("recheck")
      .checked(websocketOnly);
  const saysSo = (life: Life) => {
    expect(life.did("open")).toBe(false);
    expect(life.state.wait).toMatchObject({
      reason: { kind: "noTransport", wanted: "mqtt" },
      resume: "checking",
    });
  };

  test("the session that is open goes on", () => {
    expect(withdrawn().state.name).toBe("online");
  });

  test.each([
    ["is lost", ends.lost],
    ["is closed in order", ends.normal],
    ["is closed by a server that goes away", ends.goingAway],
  ])(
    "the session %s: no other transport is tried, the screen says why and the check is repeated",
    (_how, end) => {
      const life = withdrawn().ended(end);
      saysSo(life);
      expect(life.expired("retry").did("check")).toBe(true);
      expect(life.checked(bound).openedTransport()).toBe("mqtt");
    },
  );

  test("settings are updated: the session ends, and no other is opened", () => {
    saysSo(withdrawn().after(minute).hears({ type: "notify", event: "config_updated" }));
    saysSo(withdrawn().post({ type: "said", text: "hi" }).ended(ends.normal));
  });

  test("while the session is being opened: it is given up when it fails", () => {
    const life = new Life(nothingRemembered, { transport: "mqtt" }).boot().checked(bound);
    life
      .ended(ends.unreachable)
      .expired("retry")
      .after(24 * 60 * minute)
      .expired("recheck");
    life.checked(websocketOnly);
    expect(life.state.name).toBe("connecting");
    saysSo(life.ended(ends.unreachable));
  });

  test("while the device rests: it says so at once", () => {
    const life = new Life(nothingRemembered, { transport: "mqtt" }).online().after(minute).expired("recheck");
    saysSo(life.ended(ends.normal).checked(websocketOnly));
    expect(life.post({ type: "pressed" }).did("check")).toBe(true);
  });

  test("an install has failed: the check is repeated once the person has read that", () => {
    const life = new Life(nothingRemembered, { transport: "mqtt" }).boot();
    life.checked({ ...newer, offered: ["websocket"] });
    life.post({ type: "installFailed", token: life.state.pending.install ?? 0, reason: "bad image" });
    expect(life.state.wait).toMatchObject({ reason: { kind: "updateFailed" }, resume: "checking" });
    saysSo(life.expired("retry").checked(websocketOnly));
  });

  test("the session of a whole herd breaks: it asks again no sooner than it would have connected", () => {
    const life = withdrawn().ended(ends.lost);
    expect(life.delayMs("retry")).toBeGreaterThanOrEqual(
      new Life()
        .online()
        .after(2 * minute)
        .ended(ends.lost)
        .delayMs("retry") ?? 0,
    );
  });

  test("no transport at all is left: nothing is opened with settings that are no more", () => {
    const life = new Life().online().after(minute).expired("recheck").checked({ offered: [] });
    expect(life.ended(ends.lost).state.wait).toMatchObject({
      reason: { kind: "noTransport", wanted: "auto" },
      resume: "checking",
    });
  });
});

describe("session", () => {
  test("online is the server hello, not the connection", () => {
    const life = new Life().boot().checked(bound);
    expect(life.state.name).toBe("connecting");
    expect(life.opened().state.name).toBe("online");
    expect(life.effects).toContainEqual({ do: "prove", transport: "mqtt", afterFailures: false });
  });

  test("a server that never answers at all is given up", () => {
    const life = new Life().boot().checked(bound).expired("deadline");
    expect(life.state.name).toBe("waiting");
    expect(life.effects).toContainEqual({ do: "cancel", slot: "session" });
  });

  test("failed attempts: from 1 s, doubling, at most a minute, full jitter", () => {
    const life = new Life().boot().checked(websocketOnly);
    life.roll = 0;
    const delays = Array.from({ length: 8 }, () => {
      life.ended(ends.unreachable);
      const ms = life.delayMs("retry");
      life.expired("retry");
      return ms;
    });
    expect(delays).toEqual([1, 2, 4, 8, 16, 32, 60, 60].map((s) => s * 1_000));
    life.roll = 0.5;
    expect(life.ended(ends.unreachable).delayMs("retry")).toBe(30_000);
  });

  test("a service that can't be reached may have moved: from the fourth attempt on a check, at most every two minutes", () => {
    const attempts = (everyMs: number, count: number) => {
      const life = new Life().boot().checked(websocketOnly);
      return Array.from({ length: count }, () => {
        life.after(everyMs).ended(ends.unreachable);
        if (life.state.name === "checking") {
          life.checked(websocketOnly);
          return "check";
        }
        life.expired("retry");
        return "retry";
      });
    };
    const [r, c] = ["retry", "check"];
    expect(attempts(minute, 10)).toEqual([r, r, r, c, r, c, r, c, r, c]);
    // The fourth comes too early: the question is not put off to the eighth.
    expect(attempts(24_500, 11)).toEqual([r, r, r, r, c, r, r, r, r, c, r]);
    expect(attempts(1_000, 119)).not.toContain(c);
  });

  test("a service that answers nothing at all may have moved as well: a check after the fourth deadline", () => {
    const life = new Life().boot().checked(websocketOnly);
    for (let at = 0; at < 3; at++) life.after(minute).expired("deadline").expired("retry");
    life.after(minute).expired("deadline");
    expect(life.state.name).toBe("checking");
    expect(life.effects).toContainEqual({ do: "cancel", slot: "session" });
  });

  test("a session that lasted resets the count; one that broke at once doesn't", () => {
    const life = new Life().boot().checked(websocketOnly);
    life.roll = 0;
    life.ended(ends.unreachable).expired("retry").opened().after(100).ended(ends.lost);
    expect(life.delayMs("retry")).toBe(2_000);
    life.expired("retry").opened().after(minute).hears({ type: "tts", state: "start" }).ended(ends.lost);
    life.expired("retry").ended(ends.unreachable);
    expect(life.delayMs("retry")).toBe(2_000);
  });

  test("a session of a second, then a long update that fails: the failures before it still count", () => {
    const life = new Life().boot().checked(websocketOnly);
    life.roll = 0;
    for (let at = 0; at < 2; at++) life.ended(ends.unreachable).expired("retry");
    life.opened().after(1_000).expired("recheck").checked(newer);
    expect(life.state.name).toBe("updating");
    const token = life.state.pending.install ?? 0;
    life.after(5 * minute).post({ type: "installFailed", token, reason: "no" });
    life.after(life.delayMs("retry") ?? 0).expired("retry");
    expect(life.ended(ends.unreachable).delayMs("retry")).toBe(4_000);
  });

  test("a rest that may be offline: the delay doubles from 1 to 15 minutes, with full jitter", () => {
    const life = new Life(nothingRemembered, { rest: "offline" }).boot().checked(websocketOnly);
    life.roll = 0;
    const delays = Array.from({ length: 9 }, () => {
      life
        .opened()
        .after(3 * minute)
        .ended(ends.normal);
      const ms = life.delayMs("retry");
      life.expired("retry");
      return ms;
    });
    expect(delays).toEqual([1, 2, 4, 8, 15, 15, 15, 15, 15].map((minutes) => minutes * minute));
    life.roll = 0.9;
    expect(life.opened().after(minute).ended(ends.normal).delayMs("retry")).toBeLessThan(2 * minute);
  });

  test("a conversation in the session starts that doubling anew", () => {
    const life = new Life(nothingRemembered, { rest: "offline" }).boot().checked(websocketOnly);
    life.roll = 0;
    for (let at = 0; at < 4; at++) life.opened().after(minute).ended(ends.normal).expired("retry");
    life.opened().post({ type: "said", text: "hi" }).hears({ type: "tts", state: "start" });
    life.hears({ type: "tts", state: "stop", aborted: false }).after(minute).ended(ends.normal);
    expect(life.delayMs("retry")).toBe(minute);
  });

  test("any user action reconnects at once", () => {
    const standby = () => new Life().boot().checked(websocketOnly).opened().after(minute).ended(ends.normal);
    expect(standby().post({ type: "pressed" }).did("open")).toBe(true);
    const life = standby().post({ type: "said", text: "hello" });
    expect(life.did("open")).toBe(true);
    life.opened();
    expect(life.effects).toContainEqual({
      do: "send",
      message: { type: "listen", state: "detect", text: "hello" },
    });
  });

  test("text said long ago is not sent, and the log says so", () => {
    const life = new Life().boot().post({ type: "said", text: "old" }).checked(websocketOnly);
    life.after(2 * minute).opened();
    expect(life.did("send")).toBe(false);
    expect(life.did("log")).toBe(true);
  });

  test("text that is too old is given up, not told of at each session", () => {
    const life = new Life().boot().post({ type: "said", text: "old" }).checked(websocketOnly);
    life
      .after(2 * minute)
      .opened()
      .ended(ends.lost)
      .expired("retry")
      .opened();
    expect(life.did("log")).toBe(false);
  });

  test("a session that lasted resets the count of its transport as well", () => {
    const life = new Life().boot().checked(bound);
    for (let at = 0; at < 2; at++) life.ended(ends.unreachable).expired("retry");
    life.opened().after(minute).ended(ends.lost).expired("retry");
    expect(life.openedTransport()).toBe("mqtt");
  });

  test.each([
    ["a press in the session", (life: Life) => life.post({ type: "pressed" }).ended(ends.normal)],
    [
      "a press in the rest",
      (life: Life) =>
        life.ended(ends.normal).post({ type: "pressed" }).opened().after(minute).ended(ends.normal),
    ],
  ] as const)("%s shows that somebody is there: the next rest is as short as the first", (_what, act) => {
    const rested = (closes: number) => {
      const life = new Life().boot().checked(websocketOnly).opened().after(minute);
      life.roll = 0;
      for (let at = 0; at < closes; at++) life.ended(ends.normal).expired("retry").opened().after(minute);
      return life;
    };
    const first = rested(0).ended(ends.normal).delayMs("retry");
    expect(act(rested(4)).delayMs("retry")).toBe(first);
  });

  test("text said into a session that ends before an answer is said once more, at once", () => {
    const life = new Life().online().after(minute).post({ type: "said", text: "hi" }).ended(ends.normal);
    expect(life.state.name).toBe("connecting");
    life.opened();
    expect(life.did("send")).toBe(true);
    // and not for ever
    expect(life.ended(ends.normal).state.name).toBe("waiting");
    expect(life.expired("retry").opened().did("send")).toBe(false);
  });

  test("text that was answered is not said again", () => {
    const life = new Life().online().after(minute).post({ type: "said", text: "hi" });
    life.hears({ type: "stt", text: "hi" }).ended(ends.normal);
    expect(life.state.name).toBe("waiting");
  });

  test("only close code 1000 and a goodbye are standby: 1001, 1011 and the like are the server's trouble", () => {
    const life = new Life().online().after(minute);
    expect(life.ended(ends.goingAway).state.wait?.reason.kind).toBe("sessionEnded");
    const { code: _none, ...goodbye } = ends.normal;
    expect(new Life().online().after(minute).ended(goodbye).state.wait?.reason.kind).toBe("idle");
  });

  test("sessions that open and break at once count as failed attempts of their transport", () => {
    const life = new Life().boot().checked(bound);
    const tried = [life.openedTransport()];
    for (let at = 0; at < 3; at++) {
      life.opened().after(1_000).ended(ends.lost).expired("retry");
      tried.push(life.openedTransport());
    }
    expect(tried).toEqual(["mqtt", "mqtt", "mqtt", "websocket"]);
  });

  test("another offer in a session doesn't change what the screen says of that session", () => {
    const life = new Life().boot().checked(websocketOnly).opened().expired("recheck").checked(bound);
    expect(life.state.transport).toBe("websocket");
    expect(life.after(minute).ended(ends.lost).expired("retry").openedTransport()).toBe("mqtt");
  });

  test("standby is not broken by a check that comes in", () => {
    const life = new Life().boot().checked(websocketOnly).opened().expired("recheck").ended(ends.normal);
    expect(life.checked(websocketOnly).state.name).toBe("waiting");
    expect(life.state.pending.recheck).toBeDefined();
  });

  test("the network is lost: the session is dropped, the device joins", () => {
    const life = new Life().online().post({ type: "networkDown" });
    expect(life.state.name).toBe("joining");
    expect(life.effects).toContainEqual({ do: "cancel", slot: "session" });
  });
});

describe("messages", () => {
  test("stt, tts sentences and emotion are what the screen shows", () => {
    const life = new Life()
      .online()
      .hears({ type: "stt", text: "How are you?" })
      .hears({ type: "llm", emotion: "happy", text: "" })
      .hears({ type: "tts", state: "start" })
      .hears({ type: "tts", state: "sentence", text: "Fine." });
    expect(life.state.talk).toMatchObject({
      phase: "speaking",
      user: "How are you?",
      assistant: "Fine.",
      emotion: "happy",
    });
  });

  test("tts stop is idempotent", () => {
    const stop = { type: "tts", state: "stop", aborted: true } as const;
    const life = new Life().online().hears({ type: "tts", state: "start" }).hears(stop);
    const { talk } = life.state;
    expect(life.hears(stop).state.talk).toEqual(talk);
    expect(life.state.name).toBe("online");
  });

  test("a second tts stop that comes late doesn't end the next turn", () => {
    const stop = { type: "tts", state: "stop", aborted: true } as const;
    const life = new Life().online().hears({ type: "tts", state: "start" }).hears(stop);
    life.post({ type: "said", text: "next" }).hears(stop);
    expect(life.state.talk.phase).toBe("listening");
  });

  test("text turns: say sends listen/detect", () => {
    const life = new Life().online().post({ type: "said", text: "hi" });
    expect(life.effects).toContainEqual({
      do: "send",
      message: { type: "listen", state: "detect", text: "hi" },
    });
    expect(life.state.talk).toMatchObject({ phase: "listening", user: "hi" });
  });

  test("a turn that the cloud never ends is over after a minute of silence", () => {
    const life = new Life().online().post({ type: "said", text: "hi" });
    expect(life.delayMs("turn")).toBe(minute);
    expect(life.expired("turn").state.talk.phase).toBe("idle");
  });

  test("what is said puts an alert away, also where it is said once more", () => {
    const alert = { type: "alert", status: "s", message: "m", emotion: "sad" } as const;
    const life = new Life().online().hears(alert).post({ type: "said", text: "hi" });
    expect(life.state.talk.alert).toBeUndefined();
  });

  test("the button stops nobody who isn't speaking", () => {
    const listening = new Life().online().hears({ type: "stt", text: "How are you?" });
    expect(listening.post({ type: "pressed" }).did("send")).toBe(false);
    expect(new Life().online().post({ type: "pressed" }).did("send")).toBe(false);
  });

  test("the button interrupts the assistant", () => {
    const life = new Life().online().hears({ type: "tts", state: "start" }).post({ type: "pressed" });
    expect(life.effects).toContainEqual({ do: "send", message: { type: "abort" } });
  });

  test("an error is shown, and is the answer to what was said", () => {
    const error = { type: "error", message: "no provider" } as const;
    const life = new Life().online().post({ type: "said", text: "hi" }).hears(error);
    expect(life.state.talk).toMatchObject({ phase: "idle", alert: { status: "", message: "no provider" } });
    expect(life.state.toSay).toBeUndefined();
    // While the assistant speaks the answer goes on.
    life.hears({ type: "tts", state: "start" }).hears(error);
    expect(life.state.talk).toMatchObject({ phase: "speaking", alert: { message: "no provider" } });
  });

  test("the button puts an alert away", () => {
    const life = new Life().online().hears({ type: "alert", status: "s", message: "m", emotion: "sad" });
    expect(life.state.talk.alert).toBeDefined();
    expect(life.post({ type: "pressed" }).state.talk.alert).toBeUndefined();
  });

  test("system reboot is obeyed", () => {
    const life = new Life().online().hears({ type: "system", command: "reboot" });
    expect(life.did("restart")).toBe(true);
    expect(new Life().online().hears({ type: "system", command: "format" }).effects).toEqual([]);
  });

  test("config_updated: reconnects when idle, now or after the turn, and not in the same moment as a whole fleet", () => {
    const updated = { type: "notify", event: "config_updated" } as const;
    const idle = new Life().online().after(minute);
    idle.roll = 0.8;
    expect(idle.hears(updated).delayMs("retry")).toBeCloseTo(1_900, -1);
    idle.expired("retry").opened().after(minute);
    idle.roll = 0.2;
    expect(idle.hears(updated).delayMs("retry")).toBe(7_600);
    expect(idle.expired("retry").did("open")).toBe(true);
    const busy = new Life().online().after(minute).hears({ type: "tts", state: "start" }).hears(updated);
    expect(busy.state.name).toBe("online");
    expect(busy.hears({ type: "tts", state: "stop", aborted: false }).state.name).toBe("waiting");
  });

  test("config_updated in a session that lasted: earlier failures no longer count", () => {
    const life = new Life().boot().checked(websocketOnly);
    life.roll = 0;
    for (let at = 0; at < 3; at++) life.ended(ends.unreachable).expired("retry");
    life.opened().after(minute).hears({ type: "notify", event: "config_updated" }).expired("retry");
    expect(life.ended(ends.unreachable).delayMs("retry")).toBe(1_000);
  });

  test("a server that sends config_updated in every session is slowed down", () => {
    const life = new Life().online().hears({ type: "notify", event: "config_updated" });
    expect(life.state.name).toBe("waiting");
  });

  test("config_updated at each hello: the waits grow up to their longest, and stay there", () => {
    const life = new Life().online();
    life.roll = 0;
    const waits = Array.from({ length: 9 }, () => {
      life.hears({ type: "notify", event: "config_updated" });
      const waitMs = life.delayMs("retry") ?? 0;
      life.after(waitMs).expired("retry").opened();
      return waitMs;
    });
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60].map((s) => s * 1_000));
  });

  test("config_updated and a close at once, again and again: no reconnect without a delay", () => {
    const life = new Life().boot().checked(websocketOnly);
    for (let at = 0; at < 3; at++) {
      life.opened().hears({ type: "stt", text: "x" }).hears({ type: "notify", event: "config_updated" });
      life.ended(ends.normal);
      expect(life.state.name).toBe("waiting");
      life.expired("retry");
    }
  });

  test("what waits for a pause doesn't wait for ever: endless talk is cut after five minutes", () => {
    const life = new Life()
      .online()
      .hears({ type: "tts", state: "start" })
      .expired("recheck")
      .checked(unbound);
    const sentence = { type: "tts", state: "sentence", text: "and" } as const;
    for (let at = 0; at < 20 && life.state.name === "online"; at++) life.after(minute / 2).hears(sentence);
    expect(life.state.name).toBe("activating");
    expect(life.atMs).toBeLessThan(6 * minute);
  });

  test("a later check takes back what an earlier one asked for", () => {
    const life = new Life()
      .online()
      .hears({ type: "tts", state: "start" })
      .expired("recheck")
      .checked(unbound);
    life.expired("recheck").checked(bound);
    expect(life.hears({ type: "tts", state: "stop", aborted: false }).state.name).toBe("online");
  });

  test("before its hello nothing the server says is acted on", () => {
    const life = new Life().boot().checked(bound).hears({ type: "system", command: "reboot" });
    expect(life.effects).toEqual([]);
  });

  test("an update and busy, then the session breaks, or the link: it isn't put off to the next regular check", () => {
    const busy = () =>
      new Life().online().hears({ type: "tts", state: "start" }).expired("recheck").checked(newer);
    expect(busy().ended(ends.lost).state.name).toBe("updating");
    expect(busy().ended(ends.normal).state.name).toBe("updating");
    const back = busy().after(minute).post({ type: "networkDown" }).post({ type: "networkUp" });
    expect(back.state.name).toBe("checking");
  });

  test("unbound and busy, then the session breaks: the code is shown at once", () => {
    const life = new Life()
      .online()
      .hears({ type: "tts", state: "start" })
      .expired("recheck")
      .checked(unbound);
    expect(life.ended(ends.lost).state.name).toBe("activating");
  });
});
