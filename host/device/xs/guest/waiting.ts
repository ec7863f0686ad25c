import type { Deliveries } from "../contract.js";

/** Receives what happens to one thing that a call started. */
export type Receiver = Partial<Deliveries>;

/** After one of these nothing more comes for the same id. */
const last: ReadonlySet<string> = new Set([
  "expired",
  "settled",
  "closed",
  "ended",
] satisfies (keyof Deliveries)[]);

const receivers = new Map<number, Receiver>();
let lastId = 0;

/** Registers a receiver and names it. */
export function wait(receiver: Receiver): number {
  lastId += 1;
  receivers.set(lastId, receiver);
  return lastId;
}

/** Whatever still comes for this id is dropped. Returns false when nothing more could come anyway. */
export function forget(id: number): boolean {
  return receivers.delete(id);
}

/** Passes on a delivery. One for an id that was forgotten crossed with its cancellation: not an error. */
export function deliver(name: keyof Deliveries, id: number, args: readonly unknown[]): void {
  const receiver = receivers.get(id);
  if (last.has(name)) receivers.delete(id);
  // The host built the arguments from the same contract.
  (receiver?.[name] as ((...values: readonly unknown[]) => void) | undefined)?.(...args);
}
