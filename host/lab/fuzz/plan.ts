/**
 * What a case is made of: a valid example and the mutations that are done to it. Kept as numbers, so that fast-check makes, shrinks
 * and replays them: a mutation fewer, an example nearer to the first one, a smaller number.
 */
import fc from "fast-check";

/** One mutation, not yet bound to anything: each target reads the numbers in its own way. */
export interface Mutation {
  /** Which of the mutations. */
  readonly op: number;
  /** Where in the example. */
  readonly at: number;
  /** With what. */
  readonly arg: number;
}

export interface Plan {
  readonly example: number;
  readonly mutations: readonly Mutation[];
  /** For what is neither: where a stream is split, which sequence of events. */
  readonly extras: readonly number[];
}

const opCount = 64;
const placeCount = 1_024;
const argCount = 1_024;

const mutationOf = (packed: number): Mutation => ({
  op: packed % opCount,
  at: Math.floor(packed / opCount) % placeCount,
  arg: Math.floor(packed / (opCount * placeCount)),
});

export interface PlanSize {
  readonly examples: number;
  readonly mutationsMax?: number;
  readonly extrasMax?: number;
}

/** Packed into single numbers: making a case costs fast-check about two microseconds. */
export function plans({ examples, mutationsMax = 4, extrasMax = 0 }: PlanSize): fc.Arbitrary<Plan> {
  const packed = fc.noBias(fc.nat(opCount * placeCount * argCount - 1));
  return fc
    .tuple(
      fc.noBias(fc.nat(examples - 1)),
      fc.noBias(fc.array(packed, { maxLength: mutationsMax })),
      extrasMax === 0 ? fc.constant([]) : fc.noBias(fc.array(fc.nat(0xffff), { maxLength: extrasMax })),
    )
    .map(([example, mutations, extras]) => ({ example, mutations: mutations.map(mutationOf), extras }));
}

/** The element that a number stands for. */
export function pick<Value>(values: readonly Value[], number: number): Value {
  const value = values[number % values.length];
  if (value === undefined) throw new Error("nothing to pick from");
  return value;
}
