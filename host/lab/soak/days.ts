/** One day of the soak after the other: faults, quiet hours, and what is left at their end. */
import { mend } from "../cell.js";
import { firstSessionHosts, otaHosts } from "../cloud.js";
import type { Fault } from "../faults/fault.js";
import { typingMs } from "../person.js";
import type { World } from "../world.js";
import { watchKept } from "./kept.js";
import type { DayPlan } from "./plan.js";
import type { SoakDay } from "./result.js";

import type { XsCore } from "./xs-core.js";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Faults strike until then; the rest of the day is quiet, for longer than the wait between two checks. */
const quietFromMs = 16 * hourMs;
/** Then all sessions are opened anew, with what the last check has offered: one from the time of a fault may still be good. */
const reconnectAtMs = 23 * hourMs;
/** Then a person talks, so that each day ends with the same words. */
const talkAtMs = 23.5 * hourMs;
const faultBeginsWithinMs = 0.4 * hourMs;
const faultLastsMaxMs = 2 * hourMs;
const shortestMs = 20_000;
const longestMs = 600_000;
/** A check may be under way when the day ends. */
const atRestWithinMs = 120_000;
const getsThereWithinMs = 300_000;

export interface Days {
  /** Lives through a day. What fails is what the witness saw; the day has not been compared with others. */
  live(plan: DayPlan): Promise<SoakDay>;
  /** The engine has given up: there are no more days. */
  readonly isOver: boolean;
}

/** Before its first day the device is new, unbound and off. */
export function createDays(world: World, core: XsCore): Days {
  const { board, clock, cloud, log, random, slots, witness } = world;
  const firstConfig = board.config;
  const keeper = watchKept(world);
  let startsSeen = 0;
  let isOver = false;
  let isFaultOn = false;
  let offlineMs = 0;
  let violationsTold = 0;

  cloud.stampsTokens = true;
  // A person who reads the code and types it, but not in the middle of a fault.
  world.repeat(typingMs, () => {
    if (!isFaultOn && !cloud.bound && witness.screen?.code === cloud.code) cloud.bind();
  });

  async function settle(): Promise<void> {
    if (core.starts() !== startsSeen) keeper.started();
    startsSeen = core.starts();
    await core.settled();
    // Within an instant the world may be ahead of what the core can have been told.
    if (clock.nextDueMs() !== clock.monotonicMs()) board.settled();
  }

  /** Lets time pass until `isSo` holds, or for `limitMs`. */
  async function until(isSo: () => boolean, limitMs: number): Promise<void> {
    let isLate = false;
    const disarm = clock.after(limitMs, () => {
      isLate = true;
    });
    await settle();
    while (!isSo() && !isLate) {
      const fromMs = clock.monotonicMs();
      const wasOnline = witness.isOnline;
      clock.step();
      if (!wasOnline) offlineMs += clock.monotonicMs() - fromMs;
      await settle();
    }
    disarm();
  }
  const pass = (forMs: number) => until(() => false, forMs);
  const untilTime = (atMs: number) => pass(atMs - clock.monotonicMs());

  function tokensExpire(): void {
    cloud.expireTokens();
    cloud.sessions.endAll({ kind: "closed", code: 1008, reason: "token expired" });
  }

  async function suffer(fault: Fault): Promise<void> {
    const { strikes } = fault;
    const isStart = strikes?.length === 1 && strikes[0] === "starting";
    isFaultOn = true;
    witness.tolerates = fault.tolerates;
    if (strikes?.includes("activating") && !strikes.includes(witness.state)) {
      cloud.unbind();
      tokensExpire();
      await until(() => witness.state === "activating", getsThereWithinMs);
    }
    log.note("fault", `${fault.name} begins`);
    if (isStart) board.cutPower();
    const finish = fault.begin(world);
    if (isStart) board.powerOn();
    // Half of the faults meet a device that is content, the others one that has to ask for new tokens.
    if (random() < 0.5) tokensExpire();
    const lastsMs = fault.lastsMs ?? shortestMs + random() * (longestMs - shortestMs);
    await pass(Math.min(lastsMs, faultLastsMaxMs));
    log.note("fault", `${fault.name} ends`);
    mend(world);
    finish?.();
    isFaultOn = false;
  }

  /** What a fault has changed for good is changed back, so that days can be compared. */
  function backToTheFirstServers(): void {
    cloud.otaHost = otaHosts[world.options.profile];
    Object.assign(cloud.sessionHosts, firstSessionHosts);
    if (board.config === firstConfig && board.clock.rate === 1) return;
    board.config = firstConfig;
    board.cutPower();
    board.powerOn();
  }

  async function pass24Hours({ day, faults }: DayPlan): Promise<void> {
    const fromMs = (day - 1) * dayMs;
    if (!board.power.isOn) board.powerOn();
    for (const [at, fault] of faults.entries()) {
      await untilTime(fromMs + (at * quietFromMs) / faults.length + random() * faultBeginsWithinMs);
      await suffer(fault);
    }
    await untilTime(fromMs + quietFromMs);
    backToTheFirstServers();
    await untilTime(fromMs + reconnectAtMs);
    cloud.sessions.endAll({ kind: "lost", detail: "connection reset" });
    await untilTime(fromMs + talkAtMs);
    board.say("How are you?");
    await untilTime(fromMs + dayMs);
    await until(() => core.held().requests === 0, atRestWithinMs);
  }

  async function live(plan: DayPlan): Promise<SoakDay> {
    const before = {
      writes: board.power.writes(),
      starts: core.starts(),
      instructions: core.instructions(),
      version: slots.running(),
    };
    const failures: string[] = [];
    offlineMs = 0;
    try {
      await pass24Hours(plan);
    } catch (error) {
      isOver = true;
      failures.push(error instanceof Error ? error.message : String(error));
    }
    const starts = core.starts() - before.starts;
    if (!isOver && !witness.isOnline) failures.push("not online at the end of the day");
    if (starts > 0 && plan.day > 1 && !plan.mayRestart && slots.running() === before.version)
      failures.push("a start without a reason");
    failures.push(...witness.violations.slice(violationsTold));
    violationsTold = witness.violations.length;
    const live = isOver ? undefined : await core.live();
    const { slots: liveSlots, chunkBytes, names, nameBytes } = live ?? nothingLives;
    return {
      day: plan.day,
      faults: plan.faults.map(({ name }) => name),
      starts,
      powerOn: core.starts(),
      uptimeMs: Math.round(board.clock.monotonicMs()),
      liveSlots: liveSlots - names,
      liveChunkBytes: chunkBytes - nameBytes,
      names,
      nameBytes,
      kept: keeper.kept(),
      held: core.held(),
      storageWrites: board.power.writes() - before.writes,
      instructions: core.instructions() - before.instructions,
      offlineMs: Math.round(offlineMs),
      failures,
    };
  }

  return {
    live,
    get isOver() {
      return isOver;
    },
  };
}

const nothingLives = { slots: 0, chunkBytes: 0, names: 0, nameBytes: 0 };
