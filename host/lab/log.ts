/** What happened in a simulated world, one line each. The same seed gives the same lines, byte for byte. */
export interface LabLog {
  readonly lines: readonly string[];
  /** @param who the part of the world that did it, at most nine letters */
  note(who: string, what: string): void;
}

export function createLog(clock: { monotonicMs(): number }): LabLog {
  const lines: string[] = [];
  return {
    lines,
    note(who, what) {
      lines.push(`${(clock.monotonicMs() / 1000).toFixed(3).padStart(10)}  ${who.padEnd(9)} ${what}`);
    },
  };
}
