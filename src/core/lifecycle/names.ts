/** The vocabulary of the device's life. States say what the device is doing, events what has happened. */
import { frozen } from "../frozen.js";

export const stateNames = frozen([
  "starting",
  "joining",
  "provisioning",
  "checking",
  "updating",
  "activating",
  "connecting",
  "online",
  "waiting",
] as const);

export type StateName = (typeof stateNames)[number];

/** What may be under way; each holds at most one token at a time. */
export const requestSlots = frozen(["check", "activate", "session", "install"] as const);
/**
 * deadline: this state has lasted too long · overdue: a check or activate call was never answered · retry: end of a wait ·
 * poll: next activation poll · recheck: next whole check · turn: the conversation has gone quiet · renew: leave the row of those who were connected together.
 */
export const timerSlots = frozen([
  "deadline",
  "overdue",
  "retry",
  "poll",
  "recheck",
  "turn",
  "renew",
] as const);

export type RequestSlot = (typeof requestSlots)[number];
export type TimerSlot = (typeof timerSlots)[number];
export type Slot = RequestSlot | TimerSlot;
