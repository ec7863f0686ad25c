/** A power cut at every storage write, every firmware block and every call of a port in a full life. */
import type { Transport } from "../../src/core/transport.js";
import { type LifeResult, live } from "./life.js";
import { profiles, type Selection, transports } from "./matrix.js";
import { type CutPoint, cutName } from "./power.js";
import type { Profile } from "./profile.js";

export interface CutResult {
  readonly cut: CutPoint;
  readonly transport: Transport;
  readonly profile: Profile;
  readonly life: LifeResult;
}

export interface CutReport {
  readonly kind: "storage write" | "firmware block" | "port call";
  readonly cuts: number;
  readonly passed: number;
  readonly failed: readonly CutResult[];
}

/**
 * Of the calls of an undisturbed life, all but those of an idle session, which only asks the server whether it is there: a
 * timer and a ping every half minute, the same for hours.
 */
function eventfulCalls(calls: readonly string[]): number[] {
  return calls.flatMap((what, at) => (what === "ping" || calls[at + 1] === "ping" ? [] : [at + 1]));
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

export function cutPointsOf(life: LifeResult): Readonly<Record<CutReport["kind"], readonly CutPoint[]>> {
  return {
    "storage write": upTo(life.writes).flatMap((nth) =>
      (["before", "torn", "after"] as const).map((when) => ({ at: "write", nth, when }) as const),
    ),
    "firmware block": upTo(life.blocks).map((nth) => ({ at: "block", nth })),
    "port call": eventfulCalls(life.calls).map((nth) => ({ at: "call", nth })),
  };
}

/** All cuts of a life over each transport with each cloud. */
export function cutEverywhere(seed: number, only: Selection = {}): CutReport[] {
  const results = new Map<CutReport["kind"], CutResult[]>();
  for (const profile of profiles)
    for (const transport of transports) {
      if ((only.profile ?? profile) !== profile || (only.transport ?? transport) !== transport) continue;
      const points = cutPointsOf(live({ seed, profile, transport }));
      for (const kind of Object.keys(points) as CutReport["kind"][]) {
        const done = points[kind].map((cut) => cutAt(cut, seed, profile, transport));
        results.set(kind, [...(results.get(kind) ?? []), ...done]);
      }
    }
  return [...results].map(([kind, all]) => {
    const failed = all.filter(({ life }) => life.failures.length > 0);
    return { kind, cuts: all.length, passed: all.length - failed.length, failed };
  });
}

/** The command that runs the life with this cut alone and prints its log. */
export const replayOfCut = ({ cut, transport, profile }: CutResult, seed: number): string =>
  `npm run -s lab -- --seed ${seed} --only power-cuts --cut ${cutName(cut)} --transport ${transport} --profile ${profile}`;

/** The life with that cut; a cut that never comes to pass is a failure of the lab. */
export function cutAt(cut: CutPoint, seed: number, profile: Profile, transport: Transport): CutResult {
  const life = live({ seed, profile, transport, cut });
  return {
    cut,
    transport,
    profile,
    life: life.wasCut ? life : { ...life, failures: [...life.failures, "the cut never came"] },
  };
}
