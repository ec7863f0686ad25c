/** What happens in the device as lines on the trace: `xiaozhi {"event":"state",…}`. Tests read them. */
import type { Observe } from "../core/runner/observed.js";

/** Steps are left out: they are many, and nobody on the other side of a trace replays them. */
export const traceObserved: Observe = (observed) => {
  if (observed.event !== "step") trace(`xiaozhi ${JSON.stringify({ ...observed })}\n`);
};
