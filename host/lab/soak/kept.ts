/** Reads what the core keeps on purpose from what the world has seen of it. */
import { attemptsMax } from "../../../src/core/ota/firmware-decision.js";
import { decodeAttempts } from "../../../src/core/ota/store.js";
import type { World } from "../world.js";
import type { Kept } from "./result.js";

export interface Keeper {
  /** The device has been started anew. */
  started(): void;
  kept(): Kept;
}

export function watchKept({ cloud, flash, log, witness }: World): Keeper {
  let linesBefore = 0;
  let installsBefore = 0;
  return {
    started() {
      linesBefore = log.lines.length;
      installsBefore = witness.installs;
    },
    kept() {
      const attempts = decodeAttempts(flash.records.get("firmware")) ?? [];
      const inUse = cloud.sessions.open.at(-1)?.call.credential ?? "";
      const lines = log.lines.slice(linesBefore);
      return {
        attempts: attempts.map(({ version, url, outcome }) => `${version} ${outcome} ${url}`),
        attemptsMade: Math.min(attemptsMax, witness.installs - installsBefore),
        unknownTypes: lines.filter((line) => line.includes("ignored a message of unknown type")).length,
        tokens: cloud.lastCredential === inUse ? 1 : 2,
      };
    },
  };
}
