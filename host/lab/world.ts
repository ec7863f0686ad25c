/** One board, one cloud and the network between them, on one virtual clock and one seed. */
import type { Transport } from "../../src/core/transport.js";
import { seededRandom } from "../simulation/seeded-random.js";
import { createVirtualClock, type VirtualClock } from "../simulation/virtual-clock.js";
import { type Board, type CoreEngine, createBoard, inNode } from "./board.js";
import { type Cloud, createCloud, otaUrls } from "./cloud.js";
import { createFlash, type Flash } from "./flash.js";
import { createLog, type LabLog } from "./log.js";
import { createNetwork, type Network } from "./network.js";
import { createPerson, type Person } from "./person.js";
import type { Profile } from "./profile.js";
import { createSlots, type Slots } from "./slots.js";
import { createWitness, type Witness } from "./witness.js";

export interface WorldOptions {
  readonly seed: number;
  readonly transport: Transport;
  readonly profile: Profile;
}

export interface World {
  readonly options: WorldOptions;
  readonly clock: VirtualClock;
  readonly log: LabLog;
  /** For what happens in the world; the device has numbers of its own. */
  readonly random: () => number;
  readonly network: Network;
  readonly cloud: Cloud;
  readonly flash: Flash;
  readonly slots: Slots;
  readonly board: Board;
  readonly person: Person;
  readonly witness: Witness;
  nowMs(): number;
  /** Lets time pass until `isSo` holds; false if it does not within `limitMs`. Asked after every happening. */
  until(isSo: () => boolean, limitMs: number): boolean;
  pass(forMs: number): void;
  /** Runs it now and then again every `everyMs`, until the returned function is called. */
  repeat(everyMs: number, run: () => void): () => void;
}

const turnsPerInstantMax = 10_000;

/** @param engine what the core runs in */
export function createWorld(options: WorldOptions, engine: CoreEngine = inNode): World {
  const { seed, profile, transport } = options;
  const clock = createVirtualClock();
  const log = createLog(clock);
  const random = seededRandom(seed);
  const network = createNetwork(seededRandom(seed + 1), log);
  const cloud = createCloud(profile, transport, clock, seededRandom(seed + 2), log);
  const flash = createFlash(log);
  const slots = createSlots(clock, network, log);
  const witness = createWitness(clock, log);
  const config = { otaUrl: otaUrls[profile], language: "en", transport: "auto" } as const;
  const board = createBoard({
    clock,
    network,
    cloud,
    flash,
    slots,
    random: seededRandom(seed + 3),
    log,
    witness,
    config,
    engine,
  });
  const world: World = {
    options,
    clock,
    log,
    random,
    network,
    cloud,
    flash,
    slots,
    board,
    witness,
    person: createPerson(clock, cloud, witness, log),
    nowMs: () => clock.monotonicMs(),
    until(isSo, limitMs) {
      let isLate = false;
      const disarm = clock.after(limitMs, () => {
        isLate = true;
      });
      let turns = 0;
      while (!isSo()) {
        const beforeMs = clock.monotonicMs();
        if (isLate || !clock.step()) return false;
        turns = clock.monotonicMs() === beforeMs ? turns + 1 : 0;
        // On a board this would be a hang.
        if (turns > turnsPerInstantMax) throw new Error("timers re-arm themselves without time moving");
      }
      disarm();
      return true;
    },
    pass: (forMs) => void world.until(() => false, forMs),
    repeat(everyMs, run) {
      let over = false;
      const turn = () => {
        if (over) return;
        run();
        clock.after(everyMs, turn);
      };
      turn();
      return () => {
        over = true;
      };
    },
  };
  return world;
}
