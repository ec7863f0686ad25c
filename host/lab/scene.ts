/** Bringing a device into each of its states, so that a fault can strike there. */
import type { StateName } from "../../src/core/lifecycle/names.js";
import { downloadHost } from "./cloud.js";
import { anyHost, usualRoundTripMs } from "./network.js";
import type { World } from "./world.js";

/** Has the device been online before, so that it has records? */
export type Past = "new" | "known";

export const pasts: readonly Past[] = ["new", "known"];

const arrivesWithinMs = 60_000;

/** Sets the stage before power-on; answers what lets the story go on once the fault has struck. */
const stages: Readonly<Record<StateName, (world: World) => () => void>> = {
  starting: () => () => {},
  joining: ({ network, clock }) => {
    network.scene.link("down");
    return () => void clock.after(5_000, () => network.scene.clear());
  },
  provisioning: ({ network, clock }) => {
    network.scene.link("unprovisioned");
    return () => void clock.after(10_000, () => network.scene.clear());
  },
  checking: () => () => {},
  updating: ({ cloud }) => {
    cloud.release = { version: "1.1.0", url: `https://${downloadHost}/1.1.0.bin`, force: false };
    return () => {};
  },
  activating: ({ cloud }) => {
    if (cloud.bound) cloud.unbind();
    return () => {};
  },
  connecting: () => () => {},
  online: () => () => {},
  waiting: ({ network }) => {
    network.scene.trouble(anyHost, "refused");
    return () => network.scene.clear();
  },
};

/** How far into the state the fault strikes: within a round trip where an answer is on its way. */
function strikesAfterMs(state: StateName, random: () => number): number {
  if (state === "checking" || state === "connecting") return random() * 0.9 * usualRoundTripMs;
  if (state === "updating") return random() * 2_000;
  return state === "online" || state === "activating" ? random() * 20_000 : 0;
}

/** A life that has led to a session and ended with a power cut. */
function livedBefore({ board, cloud, pass, until, witness }: World): void {
  cloud.bind();
  board.powerOn();
  until(() => witness.state === "online", arrivesWithinMs);
  pass(2_000);
  board.cutPower();
}

/** Brings the device into `state` and lets the fault strike there. False if the device does not get there. */
export function playScene(world: World, state: StateName, past: Past, strike: () => void): boolean {
  const { board, cloud, pass, until, witness } = world;
  if (past === "known") livedBefore(world);
  else if (state !== "activating") cloud.bind();
  const goOn = stages[state](world);
  if (state === "starting") {
    strike();
    board.powerOn();
    return true;
  }
  board.powerOn();
  if (!until(() => witness.state === state, arrivesWithinMs)) return false;
  pass(strikesAfterMs(state, world.random));
  strike();
  goOn();
  return true;
}
