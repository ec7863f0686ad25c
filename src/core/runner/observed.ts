/** What an observer of the device is told. Plain data without secrets. */
import type { Effect } from "../lifecycle/effects.js";
import type { LifecycleEvent } from "../lifecycle/events.js";
import type { StateName } from "../lifecycle/names.js";
import type { DeviceMessage, ServerMessage } from "../session/messages.js";
import type { Transport } from "../transport.js";

export type Observed =
  | { readonly event: "state"; readonly state: StateName }
  | { readonly event: "activation"; readonly code: string; readonly message: string }
  | {
      readonly event: "http";
      readonly method: string;
      /** Without its query. */
      readonly url: string;
      /** HTTP status, or the kind of failure. */
      readonly result: number | string;
      readonly tookMs: number;
    }
  | { readonly event: "online"; readonly transport: Transport; readonly session: string }
  | { readonly event: "message"; readonly direction: "in"; readonly message: ServerMessage }
  | { readonly event: "message"; readonly direction: "out"; readonly message: DeviceMessage }
  /** One step of the lifecycle, complete: the list of these is a replayable log. */
  | { readonly event: "step"; readonly input: LifecycleEvent; readonly effects: readonly Effect[] };

export type Observe = (observed: Observed) => void;
