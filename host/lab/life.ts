/** A full life, as a script of the world around the device: first start, code, binding, fresh token, updates. */

import { schedule } from "../../src/core/schedule.js";
import type { Transport } from "../../src/core/transport.js";
import { powerReturnsAfterMs, restartTakesMs } from "./board.js";
import { bootBoundMs } from "./bound.js";
import { downloadHost } from "./cloud.js";
import type { CutPoint } from "./power.js";
import type { Profile } from "./profile.js";
import { downloadTakesMs } from "./slots.js";
import { createWorld, type World } from "./world.js";

export interface Life {
  readonly transport: Transport;
  readonly profile: Profile;
  readonly seed: number;
  readonly cut?: CutPoint;
}

export interface LifeResult {
  readonly failures: readonly string[];
  /** The port calls, in order. */
  readonly calls: readonly string[];
  readonly writes: number;
  readonly blocks: number;
  /** The cut came to pass. */
  readonly wasCut: boolean;
  /** From the cut until the device was online again. */
  readonly offlineMs: number | undefined;
  readonly log: readonly string[];
}

/** Longer than any wait of the life: an image that was cut off is not tried again for a day. */
const chapterMs = 48 * 3_600_000;

/** @param spoil what the world does besides, for a test that a life can fail */
export function live(life: Life, spoil: (world: World) => void = () => {}): LifeResult {
  const world = createWorld(life);
  const { board, cloud, log, person, slots, witness } = world;
  const failures: string[] = [];
  board.power.cutPoint = life.cut;
  let cut: { readonly atMs: number; readonly boundMs: number } | undefined;
  let offlineMs: number | undefined;

  function look(): void {
    if (life.cut === undefined || offlineMs !== undefined) return;
    if (board.power.cutPoint === undefined) cut ??= { atMs: world.nowMs(), boundMs: cutBoundMs(world) };
    if (cut !== undefined && witness.isOnline) offlineMs = world.nowMs() - cut.atMs;
  }
  const until = (isSo: () => boolean, limitMs: number): boolean =>
    world.until(() => {
      look();
      return isSo();
    }, limitMs);
  const pass = (forMs: number): void => void until(() => false, forMs);
  function chapter(name: string, isDone: () => boolean): void {
    log.note("life", name);
    if (failures.length === 0 && !until(() => witness.isOnline && isDone(), chapterMs))
      failures.push(`stuck: ${name}`);
    pass(1_000);
  }
  const offer = (version: string) => {
    cloud.release = { version, url: `https://${downloadHost}/${version}.bin`, force: false };
  };

  spoil(world);
  person.bindsFromNowOn();
  board.powerOn();
  chapter("first start, code, binding, online", () => cloud.bound);

  checkSoon(world, pass);
  chapter("a fresh token", () => true);

  // After a cut in the download or on trial the image is blocked for a day; the old one goes on until then.
  offer("1.1.0");
  checkSoon(world, pass);
  chapter("an update", () => slots.running() === "1.1.0");

  slots.image = "crashes";
  offer("1.2.0");
  checkSoon(world, pass);
  const rollbacks = slots.rollbacks();
  chapter("an image that crashes is rolled back", () => slots.rollbacks() > rollbacks);

  slots.image = "good";
  cloud.release = undefined;
  cloud.unbind();
  cloud.sessions.endAll({ kind: "closed", code: 1008, reason: "unbound" });
  chapter("unbound, bound again", () => cloud.bound);
  restart(world, pass);
  chapter("switched off and on", () => true);

  if (slots.running() !== "1.1.0") failures.push(`image ${slots.running()} runs at the end`);
  if (cloud.clientIds.size !== 1) failures.push(`the cloud has seen ${cloud.clientIds.size} identities`);
  if (cut !== undefined && (offlineMs ?? Number.POSITIVE_INFINITY) > cut.boundMs)
    failures.push(`online ${offlineMs} ms after the cut, of at most ${cut.boundMs}`);
  for (const failure of failures) log.note("FAILED", failure);
  return {
    failures: [...witness.violations, ...failures],
    calls: board.power.calls,
    writes: board.power.writes(),
    blocks: board.power.blocks(),
    wasCut: cut !== undefined,
    offlineMs,
    log: log.lines,
  };
}

/** From a cut until the device is online, whatever it was doing: a start, a person with the code, and the image that is offered. */
const cutBoundMs = ({ cloud }: World): number =>
  powerReturnsAfterMs +
  bootBoundMs(!cloud.bound) +
  (cloud.release === undefined ? 0 : downloadTakesMs + restartTakesMs + bootBoundMs(false));

/** Old tokens refused, when the last check is old enough, make the device check at once. */
function checkSoon({ cloud }: World, pass: (forMs: number) => void): void {
  pass(schedule.suspectIntervalMs + 1_000);
  cloud.expireTokens();
  cloud.sessions.endAll({ kind: "closed", code: 1008, reason: "token expired" });
}

function restart({ board }: World, pass: (forMs: number) => void): void {
  board.cutPower();
  pass(1_000);
  board.powerOn();
}
