/** Days without end: the core in the real XS engine through mixed faults, compared with itself at the end of each day. */
import type { XsProgram } from "../../xs/bundle.js";
import { createWorld, type WorldOptions } from "../world.js";
import { createDays } from "./days.js";
import { leftBehind } from "./judge.js";
import { planOf } from "./plan.js";
import type { SoakDay, SoakResult } from "./result.js";
import { createXsCore } from "./xs-core.js";

export interface SoakOptions extends WorldOptions {
  readonly days: number;
  /** What runs in XS: the device core, unless given. */
  readonly program?: XsProgram;
  /** Told of each day as soon as it is over. */
  readonly onDay?: (day: SoakDay) => void;
}

/** Resolves with what was measured; that XS can't be had, or has given up, is a failure of the day. */
export async function runSoak(options: SoakOptions): Promise<SoakResult> {
  const { seed, transport, profile } = options;
  const core = createXsCore(options.program);
  const world = createWorld({ seed, transport, profile }, core);
  const all = createDays(world, core);
  const days: SoakDay[] = [];
  let log: readonly string[] = [];
  try {
    for (const plan of planOf(options.days, seed)) {
      const from = world.log.lines.length;
      const lived = await all.live(plan);
      const failures = [...lived.failures, ...(all.isOver ? [] : leftBehind(lived, days))];
      const day = { ...lived, failures };
      days.push(day);
      options.onDay?.(day);
      if (failures.length > 0 && log.length === 0) log = world.log.lines.slice(from);
      if (all.isOver) break;
    }
  } finally {
    await core.close();
  }
  const failures = days.flatMap(({ day, failures }) => failures.map((what) => `day ${day}: ${what}`));
  return { seed, transport, profile, days, failures, log };
}
