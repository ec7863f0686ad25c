/** A full life, as a script of the world around the device: first start, code, binding, fresh token, updates. */

import type { Transport } from "../../src/core/lifecycle/names.js";
import { schedule } from "../../src/core/lifecycle/schedule.js";
import { downloadHost, type Profile } from "./cloud.js";
import type { CutPoint } from "./power.js";
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
  readonly log: readonly string[];
}

/** Longer than any wait of the life: an image that was cut off is not tried again for a day. */
const chapterMs = 48 * 3_600_000;

export function live(life: Life): LifeResult {
  const world = createWorld(life);
  const { board, cloud, log, person, pass, slots, witness } = world;
  const failures: string[] = [];
  board.power.cutPoint = life.cut;

  function chapter(name: string, isDone: () => boolean): void {
    log.note("life", name);
    if (failures.length === 0 && !world.until(() => witness.isOnline && isDone(), chapterMs))
      failures.push(`stuck: ${name}`);
    pass(1_000);
  }
  const offer = (version: string) => {
    cloud.release = { version, url: `https://${downloadHost}/${version}.bin`, force: false };
  };

  person.bindsFromNowOn();
  board.powerOn();
  chapter("first start, code, binding, online", () => cloud.bound);

  checkSoon(world);
  chapter("a fresh token", () => true);

  // After a cut in the download or on trial the image is blocked for a day; the old one goes on until then.
  offer("1.1.0");
  checkSoon(world);
  chapter("an update", () => slots.running() === "1.1.0");

  slots.image = "crashes";
  offer("1.2.0");
  checkSoon(world);
  const rollbacks = slots.rollbacks();
  chapter("an image that crashes is rolled back", () => slots.rollbacks() > rollbacks);

  slots.image = "good";
  cloud.release = undefined;
  cloud.unbind();
  cloud.sessions.endAll({ kind: "closed", code: 1008, reason: "unbound" });
  chapter("unbound, bound again", () => cloud.bound);
  restart(world);
  chapter("switched off and on", () => true);

  if (slots.running() !== "1.1.0") failures.push(`image ${slots.running()} runs at the end`);
  if (cloud.clientIds.size !== 1) failures.push(`the cloud has seen ${cloud.clientIds.size} identities`);
  for (const failure of failures) log.note("FAILED", failure);
  return {
    failures: [...witness.violations, ...failures],
    calls: board.power.calls,
    writes: board.power.writes(),
    blocks: board.power.blocks(),
    wasCut: life.cut !== undefined && board.power.cutPoint === undefined,
    log: log.lines,
  };
}

/** Old tokens refused, when the last check is old enough, make the device check at once. */
function checkSoon({ cloud, pass }: World): void {
  pass(schedule.suspectIntervalMs + 1_000);
  cloud.expireTokens();
  cloud.sessions.endAll({ kind: "closed", code: 1008, reason: "token expired" });
}

function restart({ board, pass }: World): void {
  board.cutPower();
  pass(1_000);
  board.powerOn();
}
