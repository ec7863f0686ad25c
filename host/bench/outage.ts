/** A device that is switched on while the server is away: how soon after the server's return it goes on. */
import { createDevice } from "../../src/core/device.js";
import { seededRandom } from "../simulation/seeded-random.js";
import { roundTripMs, untilView } from "./activation.js";
import { type Spread, spreadOf } from "./numbers.js";
import { referenceGivesUpAfterMs, referenceRecoveryMs } from "./reference.js";
import { config, createWorld } from "./world.js";

const minuteMs = 60_000;

export interface OutageFigures {
  /** The server comes back exactly 10 minutes after power-on. */
  readonly tenMinutes: Both;
  /** The server comes back 5 to 15 minutes after power-on: the reference's wait depends much on when. */
  readonly fiveToFifteenMinutes: Both;
  /** Ours never gives up. */
  readonly referenceGivesUpAfterMs: number;
}

export interface Both {
  readonly ours: Spread;
  readonly reference: Spread;
}

export function outageFigures(runs: number): OutageFigures {
  const seeds = Array.from({ length: runs }, (_, seed) => seed);
  const varying = (seed: number) => (5 + 10 * seededRandom(2_000_003 + seed)()) * minuteMs;
  return {
    tenMinutes: both(seeds, () => 10 * minuteMs),
    fiveToFifteenMinutes: both(seeds, varying),
    referenceGivesUpAfterMs,
  };
}

function both(seeds: readonly number[], silentMs: (seed: number) => number): Both {
  return {
    ours: spreadOf(seeds.map((seed) => ourRecoveryMs(seed, silentMs(seed)))),
    reference: spreadOf(
      seeds.map((seed) => {
        const readyAtMs = referenceRecoveryMs(roundTripMs, silentMs(seed));
        if (readyAtMs === undefined) throw new RangeError("the reference has given up before");
        return readyAtMs - silentMs(seed);
      }),
    ),
  };
}

/** Until the credentials are there, as for the reference. */
function ourRecoveryMs(seed: number, silentUntilMs: number): number {
  const world = createWorld({
    seed,
    roundTripMs,
    hasActivateEndpoint: true,
    transport: "websocket",
    silentUntilMs,
  });
  world.bindAt(0);
  const device = createDevice(world.ports, config);
  device.start();
  untilView(world, "connecting");
  device.close();
  return world.clock.monotonicMs() - silentUntilMs;
}
