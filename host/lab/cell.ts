/** One cell of the matrix: one fault, in one state, over one transport, with one kind of cloud and one kind of past. */
import type { StateName } from "../../src/core/lifecycle/names.js";
import { schedule } from "../../src/core/schedule.js";
import type { Transport } from "../../src/core/transport.js";
import { bootBoundMs, recoveryBoundMs, wayOpenBoundMs } from "./bound.js";
import type { Fault } from "./faults/fault.js";
import { usualRoundTripMs } from "./network.js";
import type { Profile } from "./profile.js";
import { type Past, playScene } from "./scene.js";
import { createWorld, type World } from "./world.js";

export interface Cell {
  readonly fault: Fault;
  readonly state: StateName;
  readonly transport: Transport;
  readonly profile: Profile;
  readonly past: Past;
  readonly seed: number;
}

export interface CellResult {
  readonly cell: Cell;
  /** Empty: passed. */
  readonly failures: readonly string[];
  /** From the end of the fault until the device was online for good; `undefined` if it never was. */
  readonly recoveryMs: number | undefined;
  readonly boundMs: number;
  readonly log: readonly string[];
}

/** Back for good: longer than the core takes a session for one that lasted. */
const staysMs = 35_000;
/** As many failed ones as the core allows itself in a day, and the one that the state `updating` begins with. */
const installsMax = schedule.installFailuresMax + 1;
const shortestMs = 20_000;
/** The longest that a fault lasts which doesn't say for how long. */
export const longestMs = 660_000;

export function runCell(cell: Cell): CellResult {
  const world = createWorld(cell);
  try {
    return play(cell, world);
  } catch (error) {
    // Of the world, not of the core: those are caught where they come out.
    return resultOf(cell, world, [error instanceof Error ? error.message : String(error)], undefined, 0);
  }
}

function play(cell: Cell, world: World): CellResult {
  const { fault, state, past } = cell;
  const { cloud, log, person, witness } = world;
  witness.tolerates = fault.tolerates;
  let finish: (() => void) | undefined;
  const before = { epoch: 0, hosts: "" };
  let beganAtMs = 0;
  const arrived = playScene(world, state, past, () => {
    log.note("fault", `${fault.name} begins`);
    beganAtMs = world.nowMs();
    before.epoch = cloud.tokenEpoch;
    before.hosts = JSON.stringify(cloud.sessionHosts);
    finish = fault.begin(world);
  });
  if (!arrived) return resultOf(cell, world, [`never came to ${state}`], undefined, 0);

  const lastsMs = fault.lastsMs ?? shortestMs + world.random() * (longestMs - shortestMs);
  const failures: string[] = [];
  world.pass(lastsMs);
  // Not since the beginning of the fault: it may come late, as an image does that is offered at the next check.
  const offlineMs = world.nowMs() - Math.max(beganAtMs, witness.offlineSinceMs);
  if (isHarmless(cell, world) && !witness.isOnline && offlineMs > wayOpenBoundMs(fault))
    failures.push("not online in spite of the fault");
  log.note("fault", `${fault.name} ends`);
  mend(world);
  finish?.();
  person.bindsFromNowOn();
  const boundMs = recoveryBoundMs(fault, {
    state: witness.state,
    screen: witness.screen,
    isUnbound: !cloud.bound,
    ageMs: world.nowMs(),
    suspectedAgoMs: world.nowMs() - witness.suspectedAtMs,
    isStale: cloud.tokenEpoch !== before.epoch,
    hasMoved: JSON.stringify(cloud.sessionHosts) !== before.hosts,
  });
  const recoveryMs = comesBack(world, boundMs);
  if (recoveryMs === undefined) failures.push(`not back online within ${seconds(boundMs)}`);
  if (recoveryMs !== undefined && !restartsWell(world)) failures.push("not online after the next power-on");
  if (witness.installs > installsMax) failures.push(`${witness.installs} downloads of firmware`);
  if (cloud.clientIds.size > 1 && !fault.losesIdentity)
    failures.push(`the cloud has seen ${cloud.clientIds.size} identities`);
  return resultOf(cell, world, failures, recoveryMs, boundMs);
}

/** A device in this cell can be online while the fault lasts. */
function isHarmless({ fault, past }: Cell, { cloud }: World): boolean {
  return cloud.bound && (fault.harmless === "bound" || (fault.harmless === "known" && past === "known"));
}

/** Everything works again, but for what the fault itself has to end. */
export function mend({ board, cloud, flash, network, slots }: World): void {
  cloud.mend();
  flash.wear = undefined;
  slots.image = "good";
  board.clockRate = 1;
  board.misbehaviour = undefined;
  network.roundTripMs = usualRoundTripMs;
  network.lossShare = 0;
  network.fault.clear();
}

/** How long it took until the device was online and stayed so; `undefined` if that took longer than the bound. */
function comesBack(world: World, boundMs: number): number | undefined {
  const { witness, until } = world;
  const endedAtMs = world.nowMs();
  for (;;) {
    const leftMs = endedAtMs + boundMs - world.nowMs();
    if (leftMs < 0 || !until(() => witness.isOnline, leftMs)) return undefined;
    const backAtMs = world.nowMs();
    if (!until(() => !witness.isOnline, staysMs)) return backAtMs - endedAtMs;
  }
}

function restartsWell({ board, cloud, log, pass, until, witness }: World): boolean {
  log.note("lab", "power off and on");
  board.cutPower();
  pass(2_000);
  board.powerOn();
  return until(() => witness.isOnline, bootBoundMs(!cloud.bound));
}

function resultOf(
  cell: Cell,
  world: World,
  failures: readonly string[],
  recoveryMs: number | undefined,
  boundMs: number,
): CellResult {
  const all = [...world.witness.violations, ...failures];
  for (const failure of failures) world.log.note("FAILED", failure);
  return { cell, failures: all, recoveryMs, boundMs, log: world.log.lines };
}

export const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
