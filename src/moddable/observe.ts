/** What happens in the device as lines on the console: `xiaozhi {"event":"state",…}`. Tests read them. */
import type { Observe } from "../core/runner/observed.js";

/** Steps are left out: they are many, and nobody on the other side of a console replays them. */
export function observeOn(writeLine: (line: string) => void): Observe {
  return (observed) => {
    if (observed.event !== "step") writeLine(`xiaozhi ${JSON.stringify({ ...observed })}`);
  };
}
