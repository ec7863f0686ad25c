/** A herd of real lifecycles: what the model of `host/lab/herd/ours.ts` is held against. Too slow for a million. */
import { answers } from "../../../host/lab/herd/cloud.js";
import { type Herd, type HerdWorld, slotNames, slots, type TimerSlot } from "../../../host/lab/herd/herd.js";
import type { CheckFailure } from "../../../src/core/failure.js";
import type { Effect } from "../../../src/core/lifecycle/effects.js";
import type { Posted } from "../../../src/core/lifecycle/events.js";
import type { Slot } from "../../../src/core/lifecycle/names.js";
import { stateAtPowerOn } from "../../../src/core/lifecycle/start.js";
import type { StateData } from "../../../src/core/lifecycle/state.js";
import { transition } from "../../../src/core/lifecycle/transition.js";
import type { SessionEnd } from "../../../src/core/session/session.js";

const known = {
  bound: true,
  offered: ["websocket"],
  proven: "websocket",
  firmwareAttempts: [],
} as const;

const reply = { offered: ["websocket"] } as const;
const update = { version: "1.0.1", url: "https://dl.example/fw.bin", force: false } as const;
const unreachable: CheckFailure = { kind: "unreachable", stage: "tcp", detail: "refused" };

const ends = {
  [answers.busy]: { kind: "refused", code: 503, suspect: false, detail: "503" },
  [answers.unauthorized]: { kind: "refused", code: 401, suspect: true, detail: "401" },
  [answers.unreachable]: { kind: "unreachable", suspect: false, detail: "refused" },
} as const satisfies Record<number, SessionEnd>;

export function createCoreHerd(world: HerdWorld, devices: number): Herd {
  const states: StateData[] = [];
  const versions = new Array<string>(devices).fill("1.0.0");

  const stateOf = (device: number): StateData => {
    const state = states[device];
    if (state === undefined) throw new Error(`device ${device} has no power`);
    return state;
  };
  const tokenOf = (device: number, slot: Slot): number => {
    const { name, pending } = stateOf(device);
    const token = pending[slot];
    if (token === undefined) throw new Error(`${slot} is not pending in ${name}`);
    return token;
  };

  function post(device: number, happening: Posted): void {
    const { nowMs } = world;
    const event = { ...happening, atMs: nowMs, utcMs: nowMs, roll: world.roll(device) };
    const step = transition(stateOf(device), event);
    states[device] = step.state;
    for (const effect of step.effects) perform(device, effect);
  }

  function perform(device: number, effect: Effect): void {
    switch (effect.do) {
      case "check":
        return world.check(device);
      case "open":
        return world.open(device);
      case "install":
        versions[device] = effect.version;
        return world.install(device);
      case "cancel":
        // A check is never cancelled here: every one is answered before the device could leave.
        return effect.slot === "session" ? world.close(device) : undefined;
      case "arm":
      case "disarm": {
        // All requests are answered in time, so the other timers never come.
        const slot = (slots as Partial<Record<string, TimerSlot>>)[effect.slot];
        if (slot === undefined) return;
        return effect.do === "arm" ? world.arm(device, slot, effect.delayMs) : world.disarm(device, slot);
      }
      case "report":
        throw new Error(`no answer to ${effect.event} in ${effect.state}`);
      default:
        return;
    }
  }

  return {
    poweredOn(device) {
      const version = versions[device] ?? "1.0.0";
      states[device] = stateAtPowerOn(
        { serverName: "herd", transport: "auto", rest: "reachable", version },
        known,
      );
      post(device, { type: "started" });
    },
    networkUp: (device) => post(device, { type: "networkUp" }),
    checked(device, { answer, retryAfterMs, offersUpdate }) {
      const token = tokenOf(device, "check");
      if (answer === answers.good)
        return post(device, {
          type: "checked",
          token,
          reply: offersUpdate ? { ...reply, firmware: update } : reply,
        });
      const busy = { kind: "http", status: 503, text: "", retryAfterMs } as const;
      post(device, { type: "checkFailed", token, failure: answer === answers.busy ? busy : unreachable });
    },
    openEnded(device, answer) {
      const token = tokenOf(device, "session");
      if (answer === answers.good) post(device, { type: "opened", token, sessionId: "s" });
      else post(device, { type: "ended", token, end: ends[answer] });
    },
    sessionEnded(device, end) {
      const lost: SessionEnd = { kind: "lost", suspect: false, detail: "reset" };
      const closed: SessionEnd = { kind: "closed", code: 1000, suspect: false, detail: "idle" };
      post(device, { type: "ended", token: tokenOf(device, "session"), end: end === "lost" ? lost : closed });
    },
    expired(device, slot) {
      const name = slotNames[slot];
      post(device, { type: "expired", slot: name, token: tokenOf(device, name) });
    },
  };
}
