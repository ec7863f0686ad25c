import type { CannedReply, Fault, Faults, FaultTarget } from "./contract.js";

/** The faults a test has asked for, and the waiting that goes with them. */
export interface FaultInjector {
  set(faults: Faults): void;
  /** Waits out a latency fault; answers any other fault for the caller to play. */
  next(target: FaultTarget): Promise<Exclude<Fault, { latencyMs: number }> | undefined>;
  peek(target: FaultTarget): Fault | undefined;
}

export function createFaultInjector(onFault: () => void): FaultInjector {
  let current: Faults = {};
  return {
    set(faults) {
      current = { ...faults };
    },
    peek: (target) => current[target],
    async next(target) {
      const fault = current[target];
      if (fault === undefined) return undefined;
      onFault();
      if (typeof fault === "object" && "latencyMs" in fault) {
        await new Promise<void>((resolve) => setTimeout(resolve, fault.latencyMs).unref());
        return undefined;
      }
      return fault;
    },
  };
}

export function isCanned(fault: Fault): fault is CannedReply {
  return typeof fault === "object" && "status" in fault;
}
