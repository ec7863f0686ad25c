/** Which faults strike on which day. */
import { seededRandom } from "../../simulation/seeded-random.js";
import type { Fault } from "../faults/fault.js";
import { flashAndPowerFaults } from "../faults/flash-and-power.js";
import { faults } from "../faults/index.js";

/** Every seventh day nothing is broken. */
const restEvery = 7;
/** The device is switched off on every tenth day only: it has to grow old in between, or it could not leak. */
const powerEvery = 10;
const firstPowerDay = 5;
const faultsMin = 3;
const faultsMax = 6;

/** In these the device starts anew, by a power cut or after an image. */
const restarting: ReadonlySet<string> = new Set([
  ...flashAndPowerFaults.map(({ name }) => name),
  "second-hand-switched-off",
  "token-expires-while-off",
  "ota-url-without-slash",
  "ota-url-wrong",
  "changed-server",
  "clock-fast",
  "clock-slow",
  "update-crashes",
  "update-loop-same-image",
]);

export interface DayPlan {
  /** From 1. */
  readonly day: number;
  /** In the order in which they strike. */
  readonly faults: readonly Fault[];
  /** The device may start anew on this day. */
  readonly mayRestart: boolean;
}

/** The same seed gives the same days. */
export function planOf(days: number, seed: number): DayPlan[] {
  const random = seededRandom(seed);
  const gentle = dealt(
    faults.filter(({ name }) => !restarting.has(name)),
    random,
  );
  const harsh = dealt(
    faults.filter(({ name }) => restarting.has(name)),
    random,
  );
  return Array.from({ length: days }, (_, at) => {
    const day = at + 1;
    const mayRestart = day % powerEvery === firstPowerDay;
    const count = faultsMin + Math.floor(random() * (faultsMax - faultsMin + 1));
    return {
      day,
      mayRestart,
      faults: day % restEvery === 0 ? [] : Array.from({ length: count }, mayRestart ? harsh : gentle),
    };
  });
}

/** Deals one after the other: none comes again before all have been. */
function dealt(all: readonly Fault[], random: () => number): () => Fault {
  let left: Fault[] = [];
  return () => {
    if (left.length === 0) left = [...all];
    const [fault] = left.splice(Math.floor(random() * left.length), 1);
    if (fault === undefined) throw new RangeError("no faults to deal");
    return fault;
  };
}
