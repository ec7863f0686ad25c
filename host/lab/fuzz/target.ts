/** What is fuzzed: a parser, examples for it, and what must hold whatever it is given. */
import type { Plan, PlanSize } from "./plan.js";

/** Survives JSON: a case is kept and handed around as text. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface TargetParts<Input extends Json> {
  readonly name: string;
  /** One sentence: what is given to what. */
  readonly about: string;
  /** How many cases the short mode runs. */
  readonly cases: number;
  readonly size: PlanSize;
  make(plan: Plan): Input;
  /**
   * Gives it to the parser.
   * @returns what came of it, in a word or two
   * @throws anything that must not be: what the parser threw, or a `Breach`
   */
  judge(input: Input): string;
  /** Outcomes that every run must meet: a fuzz that never gets past the door proves nothing. */
  readonly reaches: readonly string[];
  /** A case that works longer is too slow; 100 ms if not told. */
  readonly slowMs?: number;
  /** The same input with less in it, for the last steps of shrinking. */
  shorter?(input: Input): Iterable<Input>;
}

/** A target whose input is its own business. */
export type Target = TargetParts<Json>;

/** Only `make` gives inputs to `judge` and `shorter`, or a kept case of this target. */
export const target = <Input extends Json>(parts: TargetParts<Input>): Target => parts as unknown as Target;

/** Something that must never be, found by looking at what a parser gave back. */
export class Breach extends Error {}

export function breach(what: string): never {
  throw new Breach(what);
}

/** @throws Breach */
export function must(holds: boolean, what: string): void {
  if (!holds) breach(what);
}
