/** Drives the bare lifecycle in tests: no ports, time moved by hand, replies addressed to whatever is pending. */

import { bound, ends, newer, pasts, unbound, unreachable } from "../../../host/lab/model/examples.js";
import { startUtcMs } from "../../../host/lab/model/moment.js";
import type { CheckFailure } from "../../../src/core/failure.js";
import type { Effect } from "../../../src/core/lifecycle/effects.js";
import type { CheckSummary, LifecycleEvent, Posted } from "../../../src/core/lifecycle/events.js";
import type { TimerSlot } from "../../../src/core/lifecycle/names.js";
import { type Remembered, stateAtPowerOn } from "../../../src/core/lifecycle/start.js";
import type { Settings, StateData } from "../../../src/core/lifecycle/state.js";
import { transition } from "../../../src/core/lifecycle/transition.js";
import type { ActivateOutcome } from "../../../src/core/ota/activate.js";
import type { ServerMessage } from "../../../src/core/session/messages.js";
import type { SessionEnd } from "../../../src/core/session/session.js";
import type { Transport } from "../../../src/core/transport.js";

export { bound, ends, newer, startUtcMs, unbound, unreachable };

export const websocketOnly: CheckSummary = { offered: ["websocket"] };
export const nothingRemembered: Remembered = pasts.new;
export const provenWebsocket: Remembered = pasts.known;

export class Life {
  state: StateData;
  atMs = 0;
  roll = 0.5;
  /** Effects of the last event. */
  effects: readonly Effect[] = [];

  constructor(remembered: Remembered = nothingRemembered, settings: Partial<Settings> = {}) {
    this.state = stateAtPowerOn(
      { serverName: "cloud.example", transport: "auto", rest: "reachable", version: "1.0.0", ...settings },
      remembered,
    );
  }

  post(happening: Posted): this {
    const event: LifecycleEvent = {
      ...happening,
      atMs: this.atMs,
      utcMs: startUtcMs + this.atMs,
      roll: this.roll,
    };
    const step = transition(this.state, event);
    this.state = step.state;
    this.effects = step.effects;
    return this;
  }

  after(ms: number): this {
    this.atMs += ms;
    return this;
  }

  /** Power-on and network up: the first check is under way. */
  boot(): this {
    return this.post({ type: "started" }).post({ type: "networkUp" });
  }

  private token(slot: keyof StateData["pending"]): number {
    const token = this.state.pending[slot];
    if (token === undefined) throw new Error(`${slot} is not pending in ${this.state.name}`);
    return token;
  }

  checked(reply: CheckSummary): this {
    return this.post({ type: "checked", token: this.token("check"), reply });
  }
  checkFailed(failure: CheckFailure = unreachable): this {
    return this.post({ type: "checkFailed", token: this.token("check"), failure });
  }
  activated(outcome: ActivateOutcome): this {
    return this.post({ type: "activated", token: this.token("activate"), outcome });
  }
  opened(): this {
    return this.post({ type: "opened", token: this.token("session"), sessionId: "s-1" });
  }
  rested(): this {
    return this.post({ type: "rested", token: this.token("session") });
  }
  ended(end: SessionEnd): this {
    return this.post({ type: "ended", token: this.token("session"), end });
  }
  hears(message: ServerMessage): this {
    return this.post({ type: "message", token: this.token("session"), message });
  }
  expired(slot: TimerSlot): this {
    return this.post({ type: "expired", slot, token: this.token(slot) });
  }

  /** Straight to a session. */
  online(): this {
    return this.boot().checked(bound).opened();
  }

  /** The delay the last event armed for that timer. */
  delayMs(slot: TimerSlot): number | undefined {
    const arm = this.effects.findLast((effect) => effect.do === "arm" && effect.slot === slot);
    return arm?.do === "arm" ? arm.delayMs : undefined;
  }
  did(name: Effect["do"]): boolean {
    return this.effects.some((effect) => effect.do === name);
  }
  openedTransport(): Transport | undefined {
    const open = this.effects.find((effect) => effect.do === "open");
    return open?.do === "open" ? open.transport : undefined;
  }
}
