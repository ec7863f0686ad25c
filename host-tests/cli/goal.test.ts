import { describe, expect, it } from "vitest";
import { goalOf } from "../../host/cli/goal.js";
import type { DeviceEvent } from "../../host/device/events.js";

const state = (name: "online" | "checking" | "waiting"): DeviceEvent => ({ event: "state", state: name });
const online: DeviceEvent = { event: "online", transport: "websocket", session: "s" };
const stop: DeviceEvent = {
  event: "message",
  direction: "in",
  message: { type: "tts", state: "stop", aborted: false },
};

describe("goal of a device", () => {
  it("is a state, once it has been there", () => {
    const goal = goalOf({ until: "online" });
    goal.see(state("checking"));
    expect(goal.reached()).toBe(false);
    expect(goal.waitingFor({})).toBe("the state online, the device is checking");
    goal.see(state("online"));
    expect(goal.reached()).toBe(true);
    expect(goal.waitingFor({})).toBe("");
  });

  it("with something to say: says it once, and waits for the end of the answer", () => {
    const goal = goalOf({ until: "online", say: "hello" });
    goal.see(state("online"));
    // The end of something else, before we said anything.
    goal.see(stop);
    expect(goal.see(online)).toBe("hello");
    expect(goal.reached()).toBe(false);
    expect(goal.waitingFor({})).toMatch(/end of the answer/);
    expect(goal.see(online)).toBeUndefined();
    goal.see(stop);
    expect(goal.reached()).toBe(true);
  });

  it("without a state is none: the device runs on", () => {
    const goal = goalOf({ say: "hello" });
    goal.see(online);
    goal.see(stop);
    expect(goal.reached()).toBe(false);
    expect(goal.waitingFor({})).toBe("");
    expect(goal.missedAtTimeout({})).toBe("");
  });

  it("without a state: when time is up, a device that reached no cloud has missed something", () => {
    const goal = goalOf({});
    goal.see(state("checking"));
    expect(goal.waitingFor({})).toBe("");
    expect(goal.missedAtTimeout({})).toBe("a code or a session from the cloud, the device is checking");
    goal.see(online);
    expect(goal.missedAtTimeout({})).toBe("");
  });
});
