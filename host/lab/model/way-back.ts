/** Does a world in which everything works again lead the device to a session, without a restart? At rest a word has to do it. */
import type { Posted } from "../../../src/core/lifecycle/events.js";
import { requestSlots } from "../../../src/core/lifecycle/names.js";
import { bound, expiries } from "./examples.js";
import { type Moment, step, type Transition } from "./moment.js";

const stepsMax = 40;
const answerMs = 1_000;

export function leadsToSession(transition: Transition, from: Moment): boolean {
  let now = from;
  for (let steps = 0; steps < stepsMax && now.state.name !== "online"; steps++) {
    const next = kindly(now);
    if (next === undefined) return false;
    now = step(transition, now, next.happening, Math.max(now.atMs, next.atMs)).after;
  }
  return now.state.name === "online";
}

/** What comes next where everything works and the device is bound; `undefined` if nothing is on its way. */
function kindly({ state, atMs, dueAtMs }: Moment): { happening: Posted; atMs: number } | undefined {
  const soon = (happening: Posted) => ({ happening, atMs: atMs + answerMs });
  const { check, activate, session, install } = state.pending;
  if (state.name === "starting") return soon({ type: "started" });
  if (!state.networkUp) return soon({ type: "networkUp" });
  // At rest with the connection kept: the session is a word away.
  if (state.name === "waiting" && session !== undefined) return soon({ type: "said", text: "hi" });
  const request = requestSlots.find((slot) => state.pending[slot] !== undefined);
  if (request === "check" && check !== undefined)
    return soon({ type: "checked", token: check, reply: bound });
  if (activate !== undefined) return soon({ type: "activated", token: activate, outcome: { kind: "bound" } });
  if (session !== undefined) return soon({ type: "opened", token: session, sessionId: "s" });
  if (install !== undefined) return soon({ type: "installFailed", token: install, reason: "x" });
  const [first] = expiries(state)
    .map((happening) => ({ happening, atMs: dueAtMs[happening.slot] ?? atMs }))
    .sort((one, other) => one.atMs - other.atMs);
  return first;
}
