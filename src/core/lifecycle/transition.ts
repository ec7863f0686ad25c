/** The one function that changes the state of the device. Pure and total: it has an answer to every event in every state. */
import { frozen } from "../frozen.js";
import { draftOf } from "./draft.js";
import type { Effect, Step } from "./effects.js";
import { enter } from "./enter.js";
import type { EventType, LifecycleEvent } from "./events.js";
import { moves } from "./moves/index.js";
import type { Slot, StateName } from "./names.js";
import type { StateData } from "./state.js";
import { type Cell, type MoveName, table } from "./table.js";

/** Which slot an event answers, and whether it is the last answer. */
const answers: Partial<Record<EventType, { readonly slot: Slot; readonly last: boolean }>> = frozen({
  checked: { slot: "check", last: true },
  checkFailed: { slot: "check", last: true },
  activated: { slot: "activate", last: true },
  opened: { slot: "session", last: false },
  message: { slot: "session", last: false },
  rested: { slot: "session", last: false },
  ended: { slot: "session", last: true },
  progress: { slot: "install", last: false },
  installed: { slot: "install", last: true },
  installFailed: { slot: "install", last: true },
});

const nothing: readonly Effect[] = frozen([]);

/** The slot that this event answers, `undefined` for one that nobody asked for (button, network). */
function answeredSlot(event: LifecycleEvent): { readonly slot: Slot; readonly last: boolean } | undefined {
  return event.type === "expired" ? { slot: event.slot, last: true } : answers[event.type];
}

/** What is said of a move that has led where the table doesn't allow. */
export const astrayLine = (from: StateName, event: EventType, to: StateName): string =>
  `"${event}" led from ${from} to ${to}: the table doesn't allow that`;

/**
 * @param astray a move that leads to a state its cell doesn't name is a defect of this program: where people develop it throws,
 *   on a board in somebody's kitchen it is reported, and life goes on where the move has led
 */
export function transition(
  state: StateData,
  event: LifecycleEvent,
  astray: "throws" | "isReported" = "throws",
): Step {
  const answered = answeredSlot(event);
  // Cancelling can come too late; the token can't.
  if (answered !== undefined && "token" in event && state.pending[answered.slot] !== event.token)
    return { state, effects: nothing };

  const cell: Cell | undefined = (table[state.name].on as Partial<Record<EventType, Cell>>)[event.type];
  const draft = draftOf(state, event);
  if (answered?.last) delete draft.state.pending[answered.slot];
  if (event.type === "networkUp") draft.state.networkUp = true;
  if (event.type === "networkDown" || event.type === "unprovisioned") draft.state.networkUp = false;

  if (cell === undefined) draft.effects.push({ do: "report", state: state.name, event: event.type });
  else if (typeof cell === "object") {
    moves[cell.move as MoveName](draft, event as never);
    const { name } = draft.state;
    if (!cell.to.includes(name)) {
      if (astray === "throws") throw new Error(astrayLine(state.name, event.type, name));
      draft.effects.push({ do: "report", state: state.name, event: event.type, to: name });
    }
  } else if (cell !== "ignore") enter(draft, cell);
  return { state: draft.state, effects: draft.effects, ...(answered?.last ? { over: answered.slot } : {}) };
}
