/** The figures of this build. Every run on every computer gives the same. */
import { type ActivationRuns, activationFigures, roundTripMs } from "./activation.js";
import { audioFigures } from "./audio.js";
import { engineFigures, heapFigures, readyEngine } from "./engine.js";
import { messageFigures } from "./messages.js";
import { outageFigures } from "./outage.js";
import type { BenchReport } from "./report.js";

export { benchText } from "./text.js";

export interface BenchOptions {
  /** Simulated lives per binding window. */
  readonly runs?: ActivationRuns;
  /** Simulated outages. */
  readonly outageRuns?: number;
}

const defaultRuns: ActivationRuns = {
  firstFiveMinutes: 500,
  fiveToThirtyMinutes: 100,
  thirtyToSixtyMinutes: 100,
};

/**
 * Measures the device core in the XS engine and simulates activation and outages, all in virtual time; takes some seconds.
 * Rejects with one sentence when the engine can't be built.
 */
export async function runBench(options: BenchOptions = {}): Promise<BenchReport> {
  const { runs = defaultRuns, outageRuns = 200 } = options;
  const engine = await readyEngine();
  return {
    engine: await engineFigures(engine),
    messages: await messageFigures(engine),
    audio: await audioFigures(engine),
    heap: await heapFigures(engine),
    activation: {
      roundTripMs,
      withEndpoint: activationFigures(true, runs),
      withoutEndpoint: activationFigures(false, runs),
    },
    outage: outageFigures(outageRuns),
  };
}
