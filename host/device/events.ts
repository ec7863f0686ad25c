/** What a virtual device tells, one JSON object an event: part of the command line's contract (docs/command-line.md). */
import type { Observed } from "../../src/core/runner/observed.js";
import type { ScreenModel } from "../../src/core/screen/model.js";

export type EngineName = "node" | "xs";

export type DeviceEvent =
  /** First, and again after each restart. */
  | { readonly event: "engine"; readonly name: EngineName; readonly version: string }
  | Exclude<Observed, { readonly event: "step" }>
  | ({ readonly event: "screen" } & ScreenModel)
  /** The device starts anew; `version` is the firmware that runs from now on. */
  | { readonly event: "restart"; readonly reason: string; readonly version: string }
  /** The engine ended by itself: the device is dead until somebody starts it. */
  | { readonly event: "dead"; readonly reason: string };

/** One step of the lifecycle; a list of them replays the device's life. Told apart from the rest because there are so many. */
export type StepEvent = Extract<Observed, { readonly event: "step" }>;
