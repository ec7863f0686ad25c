/** Which transport the next session takes, and whether one can be tried at all. */
import { schedule } from "../schedule.js";
import type { Transport } from "../transport.js";
import type { Draft } from "./draft.js";
import type { StateData } from "./state.js";

type Choosing = Pick<StateData, "settings" | "offered">;

/** The transports that are offered and that the setting allows; the preferred one first. */
export function usableTransports(state: Choosing): readonly Transport[] {
  const wanted = state.settings.transport;
  return (["mqtt", "websocket"] as const).filter(
    (transport) => state.offered.includes(transport) && (wanted === "auto" || wanted === transport),
  );
}

/**
 * Sets and returns the transport of the next session: the present one as long as it is offered and hasn't failed three times in
 * a row, else the other one. Callers make sure that one is usable.
 */
export function nextTransport(draft: Draft): Transport {
  const { state } = draft;
  const usable = usableTransports(state);
  if (state.chosenFrom?.join() !== state.offered.join()) {
    state.openFailuresHere = 0;
    delete state.transport;
  }
  // Also if it says the same: two equal lists take twice the memory.
  state.chosenFrom = state.offered;
  const tired = state.openFailuresHere >= schedule.attemptsPerTransport;
  const present = state.transport ?? firstTransport(state);
  const keeps = usable.includes(present) && !tired;
  if (!keeps) state.openFailuresHere = 0;
  state.transport = keeps ? present : (usable.find((transport) => transport !== present) ?? present);
  return state.transport;
}

/** MQTT if offered, else websocket; without a fresh offer the one that worked last time. */
function firstTransport(state: StateData): Transport {
  const usable = usableTransports(state);
  const { proven } = state;
  const trusted = state.checkSucceededAtMs === undefined && proven !== undefined && usable.includes(proven);
  return (trusted ? proven : usable[0]) ?? "websocket";
}

/** A session can be tried with what is stored: it led to a server hello before, and nobody has said unbound since. */
export const canConnect = (state: StateData): boolean =>
  state.bound && state.proven !== undefined && usableTransports(state).length > 0;
