/** The last messages of all sessions, as the cloud saw them, and how long a device waited for an answer. */
import type { CloudEvent } from "../../../cloud/contract.js";
import { maxMessages, type SessionMessage } from "../../contract.js";
import { createRing } from "../ring.js";
import { shown } from "../shown.js";

export interface SessionMessages {
  /** The oldest first. */
  all(): readonly SessionMessage[];
  /** Answers the message to show, if the event is one. */
  see(event: CloudEvent): SessionMessage | undefined;
}

export interface Clocks {
  /** Milliseconds since 1970. */
  readonly utcMs: () => number;
  /** Monotonic. */
  readonly nowMs: () => number;
}

export function createSessionMessages({ utcMs, nowMs }: Clocks): SessionMessages {
  const ring = createRing<SessionMessage>(maxMessages);
  /** By device: since when it waits for an answer. */
  const askedMs = new Map<string, number>();
  const latencyOf = (event: Extract<CloudEvent, { readonly event: "message" }>): number | undefined => {
    const type = typeOf(event.message);
    if (event.direction === "in") {
      // The last `listen` before the answer counts: speech ends with a second one.
      if (type === "listen") askedMs.set(event.deviceId, nowMs());
      return undefined;
    }
    const sinceMs = askedMs.get(event.deviceId);
    if (sinceMs === undefined || (type !== "stt" && type !== "llm" && type !== "tts")) return undefined;
    askedMs.delete(event.deviceId);
    return Math.round(nowMs() - sinceMs);
  };
  return {
    all: ring.all,
    see(event) {
      if (event.event === "session-closed") askedMs.delete(event.deviceId);
      if (event.event !== "message") return undefined;
      const { deviceId, direction, transport } = event;
      const latencyMs = latencyOf(event);
      const message: SessionMessage = {
        deviceId,
        at: new Date(utcMs()).toISOString(),
        direction,
        transport,
        message: shown(event.message),
        ...(latencyMs === undefined ? {} : { latencyMs }),
      };
      ring.push(message);
      return message;
    },
  };
}

function typeOf(message: unknown): unknown {
  return typeof message === "object" && message !== null && "type" in message ? message.type : undefined;
}
