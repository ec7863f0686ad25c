/** Counts what the core has begun at its ports and not yet seen the end of. */
import type { Ports } from "../../../src/core/device-ports.js";
import type { Cancel, ChannelEvents } from "../../../src/core/ports.js";

/** What is open. A device that is at rest has the same each time. */
export interface Held {
  readonly timers: number;
  /** HTTP exchanges without an answer. */
  readonly requests: number;
  /** Websocket and MQTT connections, until their `closed`. */
  readonly sockets: number;
  /** Callbacks that wait for changes of the network. */
  readonly listeners: number;
  readonly installs: number;
}

export interface Tally {
  readonly ports: Ports;
  held(): Held;
}

export const nothingHeld: Held = { timers: 0, requests: 0, sockets: 0, listeners: 0, installs: 0 };

export const heldNames = ["timers", "requests", "sockets", "listeners", "installs"] as const;

/** The same ports, counted. */
export function tallied(ports: Ports): Tally {
  const held = { ...nothingHeld };

  /** Counts one; the returned function takes it back, once. */
  function open(kind: keyof Held): () => void {
    held[kind] += 1;
    let isOver = false;
    return () => {
      if (!isOver) held[kind] -= 1;
      isOver = true;
    };
  }
  const ending = (over: () => void, cancel: Cancel): Cancel => {
    return () => {
      over();
      cancel();
    };
  };
  const channel = (events: ChannelEvents): ChannelEvents => {
    const over = open("sockets");
    return {
      opened: () => events.opened(),
      text: (text) => events.text(text),
      binary: (bytes) => events.binary(bytes),
      alive: () => events.alive(),
      closed(end) {
        over();
        events.closed(end);
      },
    };
  };

  return {
    held: () => ({ ...held }),
    ports: {
      ...ports,
      timers: {
        after(delayMs, run) {
          const over = open("timers");
          return ending(
            over,
            ports.timers.after(delayMs, () => {
              over();
              run();
            }),
          );
        },
      },
      http: {
        request(request, settled) {
          const over = open("requests");
          return ending(
            over,
            ports.http.request(request, (result) => {
              over();
              settled(result);
            }),
          );
        },
      },
      webSockets: { open: (options, events) => ports.webSockets.open(options, channel(events)) },
      mqtt: { open: (options, events) => ports.mqtt.open(options, channel(events)) },
      network: {
        start: (changed) => ending(open("listeners"), ports.network.start(changed)),
        facts: () => ports.network.facts(),
      },
      firmware: {
        markValid: () => ports.firmware.markValid(),
        install(offer, events) {
          const over = open("installs");
          return ending(
            over,
            ports.firmware.install(offer, {
              progress: (doneBytes, totalBytes) => events.progress(doneBytes, totalBytes),
              ended(failure) {
                over();
                events.ended(failure);
              },
            }),
          );
        },
      },
    },
  };
}
