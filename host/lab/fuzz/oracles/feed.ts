/** What a feed makes of a stream, as the line around it sees it: the first end counts, and nothing comes after it. */
import type { ChannelEnd } from "../../../../src/core/ports.js";
import { breach, must } from "../target.js";

/** As `Feed` of the network ports, as far as it is fuzzed. */
export interface Feeding {
  received(bytes: Uint8Array, deliver: (unit: Uint8Array) => void): void;
}

export interface Fed {
  /** Each delivery, copied, and each empty message as an empty one. */
  readonly units: readonly Uint8Array[];
  readonly end: ChannelEnd | undefined;
}

export interface FeedCallbacks {
  readonly fail: (end: ChannelEnd) => void;
  readonly empty: () => void;
}

export function feed(make: (callbacks: FeedCallbacks) => Feeding, pieces: readonly Uint8Array[]): Fed {
  const units: Uint8Array[] = [];
  let end: ChannelEnd | undefined;
  const feeding = make({
    fail: (next) => {
      end ??= next;
    },
    empty: () => {
      must(end === undefined, "a message is told after the end");
      units.push(new Uint8Array(0));
    },
  });
  for (const piece of pieces) {
    // A line that is over asks its feed no more.
    if (end !== undefined) break;
    feeding.received(piece, (unit) => {
      if (end === undefined) units.push(unit.slice());
    });
  }
  return { units, end };
}

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && Buffer.compare(a, b) === 0;

/** However a stream comes apart, the same comes of it. */
export function mustNotDependOnCuts(whole: Fed, split: Fed): void {
  must(
    JSON.stringify(whole.end) === JSON.stringify(split.end),
    `in one piece it ends with ${JSON.stringify(whole.end)}, in several with ${JSON.stringify(split.end)}`,
  );
  if (whole.units.length !== split.units.length)
    breach(`in one piece ${whole.units.length} units are delivered, in several ${split.units.length}`);
  for (const [at, unit] of whole.units.entries())
    must(
      sameBytes(unit, split.units[at] ?? new Uint8Array(0)),
      `unit ${at} depends on where the stream was cut`,
    );
}
