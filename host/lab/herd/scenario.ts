/** Something that strikes a whole herd at once, and the world that it strikes. */
import type { CloudOptions, HerdCloud } from "./cloud.js";

/** From power-on, or a restart, to the network, where that is there. */
export const startMs = 4_000;

export interface StruckWorld {
  readonly devices: number;
  readonly cloud: HerdCloud;
  /** There is firmware that the devices don't have. */
  isReleased: boolean;
  /** With a network that is there `networkAfterMs` later. */
  powerOn(device: number, networkAfterMs: number): void;
  cutPower(device: number): void;
  dropSessions(): void;
  /** In order, as idle ones. */
  closeSessions(): void;
  /** Uniform in [0, 1). */
  roll(device: number): number;
}

export interface Scenario {
  readonly name: string;
  readonly story: string;
  /** Length of the whole run. */
  readonly seconds: number;
  /** The cause begins, and is over. */
  readonly beginsS: number;
  readonly endsS: number;
  readonly cloud: (devices: number) => CloudOptions;
  /** When a device is back: it has a session, or it runs the released firmware. */
  readonly goal: "online" | "updated";
  /** A peak is the mean of so many seconds: one where a second is full of requests, more where chance would make most of it. */
  readonly peakOverS: number;
  /** The reference firmware is run as well, perhaps for a shorter time: what it does then, it does for ever. Absent: it has no part in it. */
  readonly reference?: { readonly seconds: number };
  readonly imageBytes: number;
  readonly deviceBytesPerSecond: number;
  /** What happens at the beginning of a second. */
  readonly happens: (world: StruckWorld, second: number) => void;
}
