/** System port. */
import type { System } from "../../../src/core/ports.js";
import { endOnce, type Fault } from "./callback.js";

export interface NodeSystem extends System {
  /** No restart after this. Idempotent. */
  close(): void;
}

/** `restarted` is called once, later, with the reason: what runs the device closes it and starts it anew. */
export function nodeSystem(fault: Fault, restarted: (reason: string) => void): NodeSystem {
  const ending = endOnce<string>(fault, restarted);
  return { restart: (reason) => ending.settle(reason), close: () => ending.cancel() };
}
