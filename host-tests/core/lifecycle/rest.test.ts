/** What a device is to the cloud while nobody speaks: within reach, and not a burden. */
import { describe, expect, test } from "vitest";
import { delayMs, schedule } from "../../../src/core/schedule.js";
import { bound, ends, Life, newer, nothingRemembered, unbound, websocketOnly } from "./life.js";

const second = 1_000;
const minute = 60 * second;

const onWebsocket = () => new Life().boot().checked(websocketOnly).opened();

describe("over a websocket, closed in order", () => {
  test("the device is back within seconds, each time, however often a quiet session is closed", () => {
    const life = onWebsocket();
    for (let at = 0; at < 20; at++) {
      life.roll = (at % 10) / 10;
      life.after(3 * minute).ended(ends.normal);
      expect(life.delayMs("retry")).toBeLessThanOrEqual(9_500);
      expect(life.delayMs("retry")).toBe(delayMs(schedule.closedInOrder, 0, life.roll));
      life.expired("retry");
      expect(life.did("open")).toBe(true);
      life.opened();
    }
  });

  test("it waits longer only while young sessions are closed again and again", () => {
    const life = onWebsocket();
    life.roll = 0;
    const delays = Array.from({ length: 10 }, () => {
      life.after(30 * second).ended(ends.normal);
      const ms = life.delayMs("retry");
      life.expired("retry").opened();
      return ms;
    });
    expect(delays).toEqual([9.5, 19, 38, 76, 152, 304, 608, 900, 900, 900].map((s) => s * second));
    life.after(minute).ended(ends.normal);
    expect(life.delayMs("retry")).toBe(9_500);
  });

  test("a server that ends each conversation with a close doesn't close for being young", () => {
    const life = onWebsocket();
    life.roll = 0;
    for (let at = 0; at < 5; at++) {
      life.post({ type: "said", text: "hi" }).hears({ type: "tts", state: "start" });
      life.hears({ type: "tts", state: "stop", aborted: false }).after(second).ended(ends.normal);
      expect(life.delayMs("retry")).toBe(9_500);
      life.expired("retry").opened();
    }
  });

  test("what the cloud claims to have heard is nobody's word: sessions that end right after it are young like any others", () => {
    const life = onWebsocket();
    life.roll = 0;
    const delays = Array.from({ length: 5 }, () => {
      life.hears({ type: "stt", text: "hi" }).after(second).ended(ends.normal);
      const ms = life.delayMs("retry");
      life.expired("retry").opened();
      return ms;
    });
    expect(delays).toEqual([9.5, 19, 38, 76, 152].map((s) => s * second));
  });

  test("devices that were connected together leave their step: one session is made anew at a moment of its own, once", () => {
    const life = onWebsocket();
    for (let at = 0; at < 2; at++)
      life
        .after(3 * minute)
        .ended(ends.normal)
        .expired("retry")
        .opened();
    // Closed twice at the same age.
    expect(life.delayMs("renew")).toBe(1.5 * minute);
    expect(life.after(1.5 * minute).expired("renew").state.name).toBe("connecting");
    expect(life.did("open")).toBe(true);
    life.opened();
    expect(life.state.pending.renew).toBeUndefined();
    for (let at = 0; at < 5; at++) {
      life
        .after(3 * minute)
        .ended(ends.normal)
        .expired("retry")
        .opened();
      expect(life.state.pending.renew).toBeUndefined();
    }
    // What breaks a line breaks many: they may be in step again.
    life
      .after(3 * minute)
      .ended(ends.lost)
      .expired("retry")
      .opened();
    life
      .after(3 * minute)
      .ended(ends.normal)
      .expired("retry")
      .opened();
    expect(life.state.pending.renew).toBeDefined();
  });

  test("sessions closed at different ages are no rhythm, and nothing is made anew while it would be missed", () => {
    const life = onWebsocket();
    for (const age of [3, 20])
      life
        .after(age * minute)
        .ended(ends.normal)
        .expired("retry")
        .opened();
    expect(life.state.pending.renew).toBeUndefined();
    for (let at = 0; at < 2; at++)
      life
        .after(3 * minute)
        .ended(ends.normal)
        .expired("retry")
        .opened();
    expect(life.state.pending.renew).toBeDefined();
    life.hears({ type: "alert", status: "s", message: "m", emotion: "sad" }).expired("renew");
    expect(life.state.name).toBe("online");
  });
});

describe("over MQTT, ended by a goodbye", () => {
  const resting = () =>
    new Life()
      .online()
      .after(3 * minute)
      .rested();

  test("the connection stays, and nothing is asked for", () => {
    const life = resting();
    expect(life.state.name).toBe("waiting");
    expect(life.state.wait).toEqual({
      reason: { kind: "resting", sinceMs: 3 * minute },
      resume: "connecting",
    });
    expect(life.did("cancel")).toBe(false);
    expect(life.state.pending.session).toBeDefined();
    expect(life.state.pending.retry).toBeUndefined();
    expect(life.state.pending.recheck).toBeDefined();
  });

  test.each([
    ["a press", (life: Life) => life.post({ type: "pressed" })],
    ["a word", (life: Life) => life.post({ type: "said", text: "hi" })],
    ["the cloud that begins to talk", (life: Life) => life.hears({ type: "tts", state: "start" })],
    ["what the cloud has heard", (life: Life) => life.hears({ type: "stt", text: "hi" })],
  ])("the next session is one hello away: %s", (_name, happens) => {
    const life = happens(resting());
    expect(life.state.name).toBe("connecting");
    expect(life.did("greet")).toBe(true);
    expect(life.did("open")).toBe(false);
    expect(life.opened().state.name).toBe("online");
  });

  test("what was said is sent in that session", () => {
    const life = resting().post({ type: "said", text: "hi" }).opened();
    expect(life.effects).toContainEqual({
      do: "send",
      message: { type: "listen", state: "detect", text: "hi" },
    });
  });

  test("what was said into a session that ended before an answer is said at once in the next", () => {
    const life = new Life().online().after(minute).post({ type: "said", text: "hi" }).rested();
    expect(life.did("greet")).toBe(true);
    expect(life.opened().did("send")).toBe(true);
  });

  test("an alert is shown; a press puts it away, another one opens a session", () => {
    const life = resting().hears({ type: "alert", status: "s", message: "m", emotion: "sad" });
    expect(life.state.talk.alert).toBeDefined();
    expect(life.post({ type: "pressed" }).state.name).toBe("waiting");
    expect(life.state.talk.alert).toBeUndefined();
    expect(life.post({ type: "pressed" }).did("greet")).toBe(true);
  });

  test("a word does not wait for an alert to be put away", () => {
    const life = resting().hears({ type: "alert", status: "s", message: "m", emotion: "sad" });
    expect(life.post({ type: "said", text: "hi" }).did("greet")).toBe(true);
  });

  test("a restart that the cloud asks for is done; what is about a session is not", () => {
    expect(resting().hears({ type: "system", command: "reboot" }).did("restart")).toBe(true);
    const life = resting();
    const { state } = life;
    for (const message of [
      { type: "tts", state: "stop", aborted: false },
      { type: "llm", emotion: "happy", text: "" },
      { type: "notify", event: "config_updated" },
    ] as const) {
      life.hears(message);
      expect(life.effects).toEqual([]);
      expect(life.state).toEqual(state);
    }
  });

  test.each([
    ["speaks", { type: "tts", state: "start" }],
    ["claims to have heard something", { type: "stt", text: "hi" }],
  ] as const)(
    "a server that %s, ends the session at once and begins again is followed at a slower and slower pace",
    (_name, message) => {
      const life = new Life().online();
      let sessions = 0;
      for (let at = 0; at < 3_600; at++) {
        life.after(second).hears(message);
        if (life.state.name === "online") life.rested().hears(message);
        if (!life.did("greet")) continue;
        sessions += 1;
        life.opened();
      }
      expect(sessions).toBeGreaterThan(3);
      expect(sessions).toBeLessThanOrEqual(11);
    },
  );

  test("after one conversation that was short the cloud may begin the next at once", () => {
    const life = new Life().online().hears({ type: "stt", text: "hi" }).after(second).rested();
    expect(life.after(second).hears({ type: "tts", state: "start" }).did("greet")).toBe(true);
  });

  test("the regular check goes on, and its news are acted on", () => {
    expect(resting().expired("recheck").did("check")).toBe(true);
    const asked = () => resting().expired("recheck");
    expect(asked().checked(bound).state.wait?.reason.kind).toBe("resting");
    expect(asked().checked(unbound).state.name).toBe("activating");
    expect(asked().checked(unbound).effects).toContainEqual({ do: "cancel", slot: "session" });
    expect(asked().checked(newer).state.name).toBe("updating");
    const failed = asked().checkFailed();
    expect(failed.state.wait?.reason.kind).toBe("resting");
    expect(failed.state.pending.recheck).toBeDefined();
  });

  test("a check that no longer offers MQTT: the next session is opened where the offer says", () => {
    const life = resting().expired("recheck").checked(websocketOnly).post({ type: "pressed" });
    expect(life.openedTransport()).toBe("websocket");
    expect(life.effects).toContainEqual({ do: "cancel", slot: "session" });
  });

  test("a check that offers nothing: the connection that is there is still good for a session", () => {
    const life = resting().expired("recheck").checked({ offered: [] });
    expect(life.state.name).toBe("waiting");
    expect(life.post({ type: "pressed" }).did("greet")).toBe(true);
  });

  test("the kept line breaks: the way back is as from a session", () => {
    const life = resting().after(minute);
    life.roll = 0.5;
    life.ended(ends.lost);
    expect(life.state.wait?.reason.kind).toBe("sessionEnded");
    expect(life.delayMs("retry")).toBe(4_750);
    expect(life.expired("retry").openedTransport()).toBe("mqtt");
  });

  test("a server that says goodbye and hangs up, time after time: waits that grow", () => {
    const life = new Life().online();
    life.roll = 0;
    const delays = Array.from({ length: 4 }, () => {
      life.after(second).rested().ended(ends.lost);
      const ms = life.delayMs("retry");
      life
        .after(ms ?? 0)
        .expired("retry")
        .opened();
      return ms;
    });
    expect(delays).toEqual([9.5, 19, 38, 76].map((s) => s * second));
  });

  test("a hello that nobody answers: the connection is made anew", () => {
    const life = resting().post({ type: "pressed" }).ended(ends.helloTimeout);
    expect(life.state.name).toBe("checking");
    expect(life.checked(bound).did("open")).toBe(true);
  });

  test("a network that goes takes the connection with it", () => {
    const life = resting().post({ type: "networkDown" });
    expect(life.effects).toContainEqual({ do: "cancel", slot: "session" });
    expect(life.after(second).post({ type: "networkUp" }).expired("retry").did("open")).toBe(true);
  });

  test("what waited for a pause is done at once", () => {
    const busy = () => new Life().online().hears({ type: "tts", state: "start" }).expired("recheck");
    expect(busy().checked(unbound).rested().state.name).toBe("activating");
    expect(busy().checked(newer).rested().state.name).toBe("updating");
  });

  test("a rest that may be offline: the connection is closed, as for a websocket", () => {
    const life = new Life(nothingRemembered, { rest: "offline" }).online().after(3 * minute);
    life.roll = 0;
    life.rested();
    expect(life.effects).toContainEqual({ do: "cancel", slot: "session" });
    expect(life.state.wait?.reason.kind).toBe("idle");
    expect(life.delayMs("retry")).toBe(minute);
  });
});
