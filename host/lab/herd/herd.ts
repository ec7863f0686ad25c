/** What a herd of devices and the world around it know of each other. */
import type { Answer } from "./cloud.js";

/** A device's timers. */
export const slots = { retry: 0, recheck: 1, renew: 2 } as const;
export const slotNames = ["retry", "recheck", "renew"] as const;
export type TimerSlot = (typeof slots)[keyof typeof slots];

/** A session that was open has ended. */
export type SessionEnd = "lost" | "closedIdle";

export interface CheckReply {
  readonly answer: Answer;
  /** Of one that is busy; 0: not said. */
  readonly retryAfterMs: number;
  /** It is good and names firmware that the device doesn't have. */
  readonly offersUpdate: boolean;
}

/** How devices of one kind behave: told what happens to each, it says through its `HerdWorld` what the device does. */
export interface Herd {
  /** Power is on, the network isn't there yet. The device has been bound and online before. */
  poweredOn(device: number): void;
  networkUp(device: number): void;
  checked(device: number, reply: CheckReply): void;
  /** The attempt that `open` began. */
  openEnded(device: number, answer: Answer): void;
  sessionEnded(device: number, end: SessionEnd): void;
  expired(device: number, slot: TimerSlot): void;
}

/** What a herd can do. All of it is over in no time; answers come later. */
export interface HerdWorld {
  /** Since the beginning of the simulation. */
  readonly nowMs: number;
  /** Uniform in [0, 1): the same for the same device at the same time. */
  roll(device: number): number;
  check(device: number): void;
  open(device: number): void;
  /** Drops the session, open or not yet. */
  close(device: number): void;
  /** The update of the last check: download, install and restart. */
  install(device: number): void;
  arm(device: number, slot: TimerSlot, delayMs: number): void;
  disarm(device: number, slot: TimerSlot): void;
  isArmed(device: number, slot: TimerSlot): boolean;
}
