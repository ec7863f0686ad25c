/** What a board and the simulator each supply in their own way. */
import type FFI from "mc/ffi";
import type {
  Crypto,
  Datagrams,
  Facts,
  Firmware,
  Log,
  Network,
  Random,
  System,
  Timers,
} from "../core/ports.js";
import type { ModdableClock } from "./clock.js";
import type { Guard } from "./guard.js";
import type { Settings } from "./settings.js";

export interface PlatformParts {
  readonly settings: Settings;
  readonly log: Log;
  readonly guard: Guard;
  readonly clock: ModdableClock;
  readonly timers: Timers;
  readonly random: Random;
  readonly datagrams: Datagrams;
  /** One for all: each `new FFI()` makes function objects of all that this build has in C, some fifty slots. */
  readonly native: FFI;
}

export interface Platform {
  /** See `DeviceConfig`. */
  readonly lenient: boolean;
  readonly facts: Facts;
  readonly network: Network;
  readonly firmware: Firmware;
  readonly deviceHmacSha256: Crypto["deviceHmacSha256"];
  /** @param again starts the device anew where nothing can be restarted */
  system(again: () => void): System;
  /** Other ways than the button for a person to reach the device. */
  listen(device: { press(): void; say(text: string): void }): void;
}

export type CreatePlatform = (parts: PlatformParts) => Platform;
