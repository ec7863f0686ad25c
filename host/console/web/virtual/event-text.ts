import type { TimedEvent } from "../../contract.js";

/** What an event says besides its name, in one line. The words are the events' own: they are the same in every language. */
export function eventText(event: TimedEvent["event"]): string {
  switch (event.event) {
    case "engine":
      return `${event.name} ${event.version}`;
    case "state":
      return event.state;
    case "activation":
      return `${event.code} ${event.message.replace(/\s+/g, " ")}`;
    case "http":
      return `${event.method} ${event.url} → ${event.result} (${Math.round(event.tookMs)} ms)`;
    case "online":
      return `${event.transport} ${event.session}`;
    case "message":
      return `${event.direction === "in" ? "←" : "→"} ${JSON.stringify(event.message)}`;
    case "restart":
      return `${event.reason} ${event.version}`;
    case "dead":
      return event.reason;
  }
}
