/** What every Timers port must do; run over each implementation. */
import { expect, it } from "vitest";
import type { Timers } from "../../src/core/ports.js";

/** `pass` lets at least `ms` of the implementation's time go by. */
export interface TimersUnderTest {
  readonly timers: Timers;
  pass(ms: number): Promise<void>;
}

export function timersContract(open: () => TimersUnderTest): void {
  it("never calls back from inside `after`, not even with no delay", async () => {
    const { timers, pass } = open();
    let inside = true;
    let calledInside: boolean | undefined;
    timers.after(0, () => {
      calledInside = inside;
    });
    inside = false;
    await pass(5);
    expect(calledInside).toBe(false);
  });

  it("calls back once", async () => {
    const { timers, pass } = open();
    let calls = 0;
    timers.after(1, () => {
      calls += 1;
    });
    await pass(20);
    expect(calls).toBe(1);
  });

  it("keeps the order of due times", async () => {
    const { timers, pass } = open();
    const order: string[] = [];
    timers.after(8, () => order.push("late"));
    timers.after(1, () => order.push("early"));
    await pass(30);
    expect(order).toEqual(["early", "late"]);
  });

  it("does not call back after its cancel, and cancelling again does nothing", async () => {
    const { timers, pass } = open();
    let calls = 0;
    const cancel = timers.after(1, () => {
      calls += 1;
    });
    cancel();
    cancel();
    await pass(20);
    expect(calls).toBe(0);
  });

  it("lets a callback cancel another that is due at the same time", async () => {
    const { timers, pass } = open();
    const calls: string[] = [];
    const cancels: (() => void)[] = [];
    timers.after(1, () => {
      calls.push("first");
      cancels[0]?.();
    });
    cancels.push(timers.after(1, () => calls.push("second")));
    await pass(20);
    expect(calls).toEqual(["first"]);
  });
}
