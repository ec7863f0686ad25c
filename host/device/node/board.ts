/** What of a virtual device outlives a restart: its address, its records, its image slots. */
import type { Storage } from "../../../src/core/ports.js";
import { thisBuild } from "./facts.js";
import { keptMac } from "./identity.js";
import { imageSlots, type Slots } from "./slots.js";
import { fileStorage, memoryStorage } from "./storage.js";

export interface Board {
  /** Lower case with colons. */
  readonly mac: string;
  readonly storage: Storage;
  readonly slots: Slots;
}

export interface BoardOptions {
  /** Where the board keeps everything; made if missing. Without it, in memory. */
  readonly stateDir?: string;
  /** Any usual spelling is normalised by the caller (`normalMac`). Default: made once and kept. */
  readonly mac?: string;
  /** Version that a new board runs. Default: that of package.json. */
  readonly version?: string;
}

/** Throws what node:fs throws if the state directory cannot be used. */
export function nodeBoard(options: BoardOptions = {}): Board {
  const { stateDir } = options;
  const build = thisBuild();
  return {
    mac: options.mac ?? keptMac(stateDir),
    storage: stateDir === undefined ? memoryStorage() : fileStorage(stateDir),
    slots: imageSlots({ version: options.version ?? build.version, builtAtMs: build.builtAtMs }, stateDir),
  };
}
