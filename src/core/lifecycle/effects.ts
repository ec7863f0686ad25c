/** What the lifecycle asks for. Plain data (survives JSON), carried out by the runner over the ports. */

import type { FirmwareAttempt } from "../ota/firmware-attempt.js";
import type { LogLevel } from "../ports.js";
import type { DeviceMessage } from "../session/messages.js";
import type { Transport } from "../transport.js";
import type { EventType } from "./events.js";
import type { RequestSlot, Slot, StateName, TimerSlot } from "./names.js";
import type { StateData } from "./state.js";

export type Effect =
  /** Start (or start again) joining the network. */
  | { readonly do: "join" }
  /** One OTA check. */
  | { readonly do: "check"; readonly token: number }
  /** One call of the activate endpoint. */
  | { readonly do: "activate"; readonly token: number; readonly challenge: string }
  /** Connect and exchange hellos, with the stored settings of that transport. */
  | { readonly do: "open"; readonly token: number; readonly transport: Transport }
  /** Hellos anew, on the connection that `open` made and whose session has ended. */
  | { readonly do: "greet" }
  | { readonly do: "install"; readonly token: number; readonly version: string; readonly url: string }
  /** Abandon what that slot holds. */
  | { readonly do: "cancel"; readonly slot: RequestSlot }
  | { readonly do: "arm"; readonly slot: TimerSlot; readonly token: number; readonly delayMs: number }
  | { readonly do: "disarm"; readonly slot: TimerSlot }
  | { readonly do: "send"; readonly message: DeviceMessage }
  /** Take over the transport sections of the last check, whole. If it says unbound, nothing is proven any more. */
  | { readonly do: "adopt" }
  /** This transport led to a server hello, after sessions had failed or not: remember it across restarts. */
  | { readonly do: "prove"; readonly transport: Transport; readonly afterFailures: boolean }
  | { readonly do: "setClock"; readonly utcMs: number; readonly zoneOffsetMinutes?: number }
  /** `canWait`: nothing new has been tried. */
  | {
      readonly do: "storeFirmwareAttempts";
      readonly attempts: readonly FirmwareAttempt[];
      readonly canWait?: true;
    }
  | { readonly do: "markValid" }
  /** `onTheCloudsWord`: only if that can be written down, since it happens once in a while at most. */
  | { readonly do: "restart"; readonly reason: string; readonly onTheCloudsWord?: true }
  /** `once`: a peer may bring it about again and again. */
  | { readonly do: "log"; readonly level: LogLevel; readonly line: string; readonly once?: true }
  /**
   * An event the table has no answer for in this state: kept out, told once. With `to`: its move led to a state that the table doesn't
   * name for it.
   */
  | { readonly do: "report"; readonly state: StateName; readonly event: EventType; readonly to?: StateName };

export interface Step {
  readonly state: StateData;
  readonly effects: readonly Effect[];
  /** What this event was the last answer to: nothing more comes of it. */
  readonly over?: Slot;
}
