/**
 * The mailbox between the lifecycle and the ports. Events are handled one at a time, in the order they came; one that comes
 * while another is handled waits its turn. Only this file calls `transition`.
 */

import { frozen } from "../frozen.js";
import type { Effect } from "../lifecycle/effects.js";
import type { LifecycleEvent, Posted } from "../lifecycle/events.js";
import type { StateData } from "../lifecycle/state.js";
import { transition } from "../lifecycle/transition.js";
import type { ScreenModel } from "../screen/model.js";
import { createPerformer } from "./effect-performer.js";
import { createRoll } from "./roll.js";
import type { RunnerParts } from "./runner-parts.js";

export interface Runner {
  post(happening: Posted): void;
  close(): void;
}

/** More than ever wait in practice; beyond it a flood from a peer is dropped, not stored. */
const mailboxMax = 64;

/** Written down before anybody is told of the new state: whoever hears "online" may end the device at once. */
type RecordEffect = Extract<Effect, { do: "adopt" | "prove" | "storeFirmwareAttempts" }>;

const records: readonly Effect["do"][] = frozen([
  "adopt",
  "prove",
  "storeFirmwareAttempts",
] satisfies RecordEffect["do"][]);

const isRecord = (effect: Effect): effect is RecordEffect => records.includes(effect.do);

export function createRunner(parts: RunnerParts): Runner {
  const { ports, observe, lenient } = parts;
  const roll = createRoll(ports.random);
  const mailbox: Posted[] = [];
  let state = parts.state;
  let handling = false;
  let closed = false;
  let shown: ScreenModel | undefined;

  const post = (happening: Posted): void => {
    if (closed) return;
    if (mailbox.length >= mailboxMax && happening.type === "message") return;
    mailbox.push(happening);
    if (handling) return;
    handling = true;
    try {
      for (let next = mailbox.shift(); next !== undefined && !closed; next = mailbox.shift()) handle(next);
      if (!closed) show();
    } finally {
      handling = false;
    }
  };
  const performer = createPerformer(parts, post);

  const handle = (happening: Posted): void => {
    const input: LifecycleEvent = {
      ...happening,
      atMs: ports.clock.monotonicMs(),
      utcMs: ports.clock.utcMs(),
      roll: roll(),
    };
    const before = state;
    const step = transition(state, input, lenient ? "isReported" : "throws");
    state = step.state;
    if (step.over !== undefined) performer.forget(step.over);
    for (const effect of step.effects) if (isRecord(effect)) performer.perform(effect);
    observe({ event: "step", input, effects: step.effects });
    tell(before, state);
    for (const effect of step.effects) {
      // Whoever was told may have closed the device.
      if (closed) return;
      if (effect.do === "restart") restart(effect);
      else if (!isRecord(effect)) performer.perform(effect);
    }
  };

  const tell = (before: StateData, after: StateData): void => {
    if (after.name !== before.name) {
      ports.log.write("info", `state ${before.name} -> ${after.name}`);
      observe({ event: "state", state: after.name });
      if (after.name === "online" && after.transport !== undefined)
        observe({ event: "online", transport: after.transport, session: after.sessionId ?? "" });
    }
    const activation = after.activation;
    if (
      after.name === "activating" &&
      activation !== undefined &&
      activation.sinceMs !== before.activation?.sinceMs
    )
      observe({ event: "activation", code: activation.code, message: activation.message });
  };

  const show = (): void => {
    const model = parts.render(state);
    if (model === shown) return;
    shown = model;
    ports.screen.show(model);
  };

  const restart = (effect: Extract<Effect, { do: "restart" }>): void => {
    if (effect.onTheCloudsWord && !parts.memory.noteReboot())
      return ports.log.write("warn", `no restart (${effect.reason}): it can't be written down`);
    close();
    ports.log.write("info", `restart: ${effect.reason}`);
    ports.system.restart(effect.reason);
  };

  const close = (): void => {
    if (closed) return;
    closed = true;
    mailbox.length = 0;
    performer.close();
  };

  return { post, close };
}
