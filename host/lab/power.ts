/** The power of one board: everything the core calls and everything that calls the core passes here, and stops here. */
import type { LabLog } from "./log.js";

/** Unwinds the core out of whatever it was doing. Whatever it still tries on its way out meets a board without power. */
class PowerCut extends Error {}

/** Where to cut: at the nth call of a port, or at the nth write or block, counted from the first power-on. */
export type CutPoint =
  | { readonly at: "call"; readonly nth: number }
  | { readonly at: "write"; readonly nth: number; readonly when: "before" | "torn" | "after" }
  | { readonly at: "block"; readonly nth: number };

/** `call:17`, `block:2`, `write:3:torn` */
export const cutName = (cut: CutPoint): string =>
  cut.at === "write" ? `write:${cut.nth}:${cut.when}` : `${cut.at}:${cut.nth}`;

/** The reverse. @throws Error if the text is no such name */
export function cutPointOf(name: string): CutPoint {
  const [, at, count, when] = /^(call|block|write):([0-9]+)(?::(before|torn|after))?$/.exec(name) ?? [];
  const nth = Number(count);
  if (at === "write" && (when === "before" || when === "torn" || when === "after")) return { at, nth, when };
  if ((at === "call" || at === "block") && when === undefined) return { at, nth };
  throw new Error(`"${name}" names no power cut: write:3:torn, block:2, call:17`);
}

export interface Power {
  readonly isOn: boolean;
  /** What the core has called since the first power-on. */
  readonly calls: readonly string[];
  writes(): number;
  blocks(): number;
  /** Counts from 1; power returns by itself. `undefined`: never. */
  cutPoint: CutPoint | undefined;
  on(): void;
  /** Without a call to the core, and it is never called again. */
  cut(): void;
  /** A call of the core to a port. Throws `PowerCut` in place of it when there is no power, or none any more. */
  call<Result>(what: string, run: () => Result): Result;
  write(name: string, write: () => boolean, tear: () => void): boolean;
  block(): void;
  /** A callback that belongs to the present power-on: dropped after the next cut. What it throws is told. */
  bound<Args extends unknown[]>(run: (...args: Args) => void): (...args: Args) => void;
  enter(run: () => void): void;
}

export interface PowerEvents {
  /** The power went at the cut point. */
  cut(): void;
  /** The core let an error out. */
  uncaught(error: unknown): void;
  /** The core has done what it was called for. */
  settled(): void;
}

export function createPower(log: LabLog, events: PowerEvents): Power {
  const calls: string[] = [];
  let writes = 0;
  let blocks = 0;
  let life = 0;
  let isOn = false;

  function cutHere(what: string): never {
    log.note("power", `cut at ${what}`);
    power.cutPoint = undefined;
    power.cut();
    events.cut();
    throw new PowerCut();
  }
  const isHere = (at: CutPoint["at"], count: number): boolean =>
    power.cutPoint?.at === at && power.cutPoint.nth === count;

  function needed(): void {
    if (!isOn) throw new PowerCut();
  }

  const power: Power = {
    get isOn() {
      return isOn;
    },
    calls,
    writes: () => writes,
    blocks: () => blocks,
    cutPoint: undefined,
    on() {
      isOn = true;
      log.note("power", "on");
    },
    cut() {
      isOn = false;
      life += 1;
      log.note("power", "off");
    },
    call(what, run) {
      needed();
      calls.push(what);
      if (isHere("call", calls.length)) cutHere(what);
      return run();
    },
    write(name, write, tear) {
      needed();
      writes += 1;
      const when = power.cutPoint?.at === "write" ? power.cutPoint.when : undefined;
      const isCut = isHere("write", writes);
      if (isCut && when === "before") cutHere(`write of ${name}`);
      if (isCut && when === "torn") {
        tear();
        cutHere(`write of ${name}, torn`);
      }
      const done = write();
      if (isCut) cutHere(`write of ${name}, after it`);
      return done;
    },
    block() {
      needed();
      blocks += 1;
      if (isHere("block", blocks)) cutHere("firmware block");
    },
    bound(run) {
      const mine = life;
      return (...args) => {
        if (life === mine) power.enter(() => run(...args));
      };
    },
    enter(run) {
      try {
        run();
      } catch (error) {
        if (!(error instanceof PowerCut)) events.uncaught(error);
      }
      if (isOn) events.settled();
    },
  };
  return power;
}
