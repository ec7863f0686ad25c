/** How soon a device is online after a person has bound it, and what it costs the server until then: ours and the reference. */
import { createDevice } from "../../src/core/device.js";
import { seededRandom } from "../simulation/seeded-random.js";
import { type Spread, spreadOf } from "./numbers.js";
import { type ReferenceCloud, referenceActivation } from "./reference.js";
import { config, createWorld, type World } from "./world.js";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
export const roundTripMs = 100;

/** When the person enters the code, counted from the moment it is on the screen. */
const windows = {
  firstFiveMinutes: [0, 5 * minuteMs],
  fiveToThirtyMinutes: [5 * minuteMs, 30 * minuteMs],
  thirtyToSixtyMinutes: [30 * minuteMs, 60 * minuteMs],
} as const;

type Window = keyof typeof windows;

export interface ActivationFigures {
  readonly ours: Readonly<Record<Window, OurWait>>;
  readonly reference: Readonly<Record<Window, Spread>>;
  readonly oursRequestsPerHour: RequestsPerHour;
  readonly referenceRequestsPerHour: RequestsPerHour;
}

export interface OurWait extends Spread {
  /** The mean without the round trips that it contains: what the schedule is answerable for. */
  readonly meanBeyondRoundTripsMs: number;
  /** The credentials are there; connecting comes after that. Compares with the reference. */
  readonly toCredentials: Spread;
}

/** Requests of a device that nobody binds. */
export interface RequestsPerHour {
  readonly firstHour: number;
  readonly secondHour: number;
}

/** Runs per window; the later windows are longer to simulate. */
export type ActivationRuns = Readonly<Record<Window, number>>;

export function activationFigures(hasActivateEndpoint: boolean, runs: ActivationRuns): ActivationFigures {
  const cloud: ReferenceCloud = { roundTripMs, hasActivateEndpoint };
  const each = <Value>(figure: (window: Window) => Value) => ({
    firstFiveMinutes: figure("firstFiveMinutes"),
    fiveToThirtyMinutes: figure("fiveToThirtyMinutes"),
    thirtyToSixtyMinutes: figure("thirtyToSixtyMinutes"),
  });
  return {
    ours: each((window) => ourWait(hasActivateEndpoint, window, runs[window])),
    reference: each((window) => referenceWait(cloud, window, runs[window])),
    oursRequestsPerHour: perHour(ourRequests(hasActivateEndpoint)),
    referenceRequestsPerHour: perHour(
      referenceActivation(cloud, Number.POSITIVE_INFINITY, 2 * hourMs).requestsAtMs,
    ),
  };
}

/** The moment of binding in run `seed`: the same for both schedules. */
function boundAfterMs(window: Window, seed: number): number {
  const [fromMs, untilMs] = windows[window];
  return fromMs + (untilMs - fromMs) * seededRandom(1_000_003 + seed)();
}

function ourWait(hasActivateEndpoint: boolean, window: Window, runs: number): OurWait {
  const lives = Array.from({ length: runs }, (_, seed) => bindAndConnect(hasActivateEndpoint, window, seed));
  const online = spreadOf(lives.map((life) => life.onlineMs));
  // Half a trip for the answer that says "bound", one each for the check, the connection and the hello. Without the
  // endpoint the check is that answer.
  const tripsMs = (hasActivateEndpoint ? 3.5 : 2.5) * roundTripMs;
  return {
    ...online,
    meanBeyondRoundTripsMs: online.meanMs - tripsMs,
    toCredentials: spreadOf(lives.map((life) => life.credentialsMs)),
  };
}

function bindAndConnect(hasActivateEndpoint: boolean, window: Window, seed: number) {
  const { world, until, close } = liveInNode(hasActivateEndpoint, seed);
  until("activating");
  const boundAtMs = world.clock.monotonicMs() + boundAfterMs(window, seed);
  world.bindAt(boundAtMs);
  until("connecting");
  const credentialsMs = world.clock.monotonicMs() - boundAtMs;
  until("standby");
  close();
  return { credentialsMs, onlineMs: world.clock.monotonicMs() - boundAtMs };
}

function ourRequests(hasActivateEndpoint: boolean): readonly number[] {
  const { world, close } = liveInNode(hasActivateEndpoint, 1);
  while (world.clock.monotonicMs() < 2 * hourMs && world.clock.step());
  close();
  return world.requestsAtMs;
}

/** The device core in Node: the same source and the same decisions as in XS, and fast enough for hundreds of lives. */
function liveInNode(hasActivateEndpoint: boolean, seed: number) {
  const world = createWorld({ seed, roundTripMs, hasActivateEndpoint, transport: "websocket" });
  const device = createDevice(world.ports, config);
  device.start();
  return { world, until: (view: string) => untilView(world, view), close: () => device.close() };
}

/** Lets time pass until the screen shows `view`. Throws when it never will. */
export function untilView(world: World, view: string): void {
  while (world.view() !== view)
    if (!world.clock.step()) throw new Error(`the device waits for nothing and does not show "${view}"`);
}

function referenceWait(cloud: ReferenceCloud, window: Window, runs: number): Spread {
  return spreadOf(
    Array.from({ length: runs }, (_, seed) => {
      // The code is on the screen after the first round trip.
      const boundAtMs = roundTripMs + boundAfterMs(window, seed);
      return referenceActivation(cloud, boundAtMs).readyAtMs - boundAtMs;
    }),
  );
}

function perHour(requestsAtMs: readonly number[]): RequestsPerHour {
  const within = (fromMs: number, untilMs: number) =>
    requestsAtMs.filter((atMs) => atMs >= fromMs && atMs < untilMs).length;
  return { firstHour: within(0, hourMs), secondHour: within(hourMs, 2 * hourMs) };
}
