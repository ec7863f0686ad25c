/** Which devices have a session with the cloud now, from what the cloud tells. */
import type { CloudEvent } from "../../../cloud/contract.js";
import type { BoundDevice } from "../../contract.js";

export interface OpenSessions {
  /** The latest one of the device. */
  of(macAddress: string): BoundDevice["session"];
  /** Answers whether something changed. */
  see(event: CloudEvent): boolean;
}

interface Open {
  readonly mac: string;
  readonly session: NonNullable<BoundDevice["session"]>;
}

export function createOpenSessions(utcMs: () => number): OpenSessions {
  const open = new Map<string, Open>();
  return {
    of: (macAddress) => [...open.values()].findLast(({ mac }) => mac === keyOf(macAddress))?.session,
    see(event) {
      if (event.event === "session-opened") {
        const { transport, deviceId, sessionId } = event;
        open.set(sessionId, {
          mac: keyOf(deviceId),
          session: { transport, openedAt: new Date(utcMs()).toISOString() },
        });
        return true;
      }
      return event.event === "session-closed" && open.delete(event.sessionId);
    },
  };
}

/** Devices spell their address as they like. */
function keyOf(deviceId: string): string {
  return deviceId.toLowerCase().replaceAll("-", ":");
}
