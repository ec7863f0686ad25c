/** What the runner of one device works with. */
import type { Ports } from "../device-ports.js";
import type { StateData } from "../lifecycle/state.js";
import type { Memory } from "../memory.js";
import type { Identity } from "../ota/identity.js";
import type { ScreenModel } from "../screen/model.js";
import type { Observe } from "./observed.js";

export interface RunnerParts {
  readonly ports: Ports;
  readonly memory: Memory;
  readonly identity: Identity;
  readonly language: string;
  /** The same object as before if nothing has changed. */
  readonly render: (state: StateData) => ScreenModel;
  readonly state: StateData;
  readonly observe: Observe;
  /** Reports a defect of the lifecycle instead of throwing it. */
  readonly lenient: boolean;
}
