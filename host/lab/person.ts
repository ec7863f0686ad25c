/** The person who owns the device: reads the code from its screen and types it into the console. */
import type { Cloud } from "./cloud.js";
import type { LabLog } from "./log.js";
import type { Witness } from "./witness.js";

/** From looking at the screen to having typed the code. */
export const typingMs = 5_000;

export interface Person {
  /** Types what the screen shows until the device is bound. A code that the cloud doesn't know binds nothing. */
  bindsFromNowOn(): void;
}

export function createPerson(
  clock: { after(delayMs: number, run: () => void): () => void },
  cloud: Cloud,
  witness: Witness,
  log: LabLog,
): Person {
  let isAtIt = false;
  function look(): void {
    const code = witness.screen?.code;
    clock.after(typingMs, () => {
      if (code !== undefined && !cloud.bound) {
        log.note("person", `types ${code}`);
        if (code === cloud.code) cloud.bind();
      }
      look();
    });
  }
  return {
    bindsFromNowOn() {
      if (!isAtIt) look();
      isAtIt = true;
    },
  };
}
