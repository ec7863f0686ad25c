/**
 * Sets the clock by SNTP for as long as the network is up. A board starts in 1970, or rather at the time of its build
 * (`net/tls.ts`), and a certificate that is newer would be refused.
 */

import type { Cancel, Log, Network } from "../core/ports.js";
import { createRoll } from "../core/runner/roll.js";
import type { ModdableClock } from "./clock.js";
import { askSntp, type SntpExchangeParts, type SntpOutcome } from "./sntp-exchange.js";

export interface SntpParts extends SntpExchangeParts {
  /** Asked in this order until one tells the time. */
  readonly servers: readonly string[];
  readonly clock: Pick<ModdableClock, "monotonicMs" | "utcMs" | "setFromSntp">;
  readonly log: Log;
}

export interface Sntp {
  /** Asks now; if it knows the time, once that is old. */
  networkUp(): void;
  networkDown(): void;
  /** Ends it for good. Idempotent. */
  close(): void;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** After a round in which no server told the time: 1 to 2 min, then twice as much each time, up to 30 to 60 min. */
const retryFirstMs = minuteMs;
const retryCapMs = 30 * minuteMs;
/** With the time known: after 6 to 12 h. A board's quartz is off by a second or so by then. */
const againMs = 6 * hourMs;
/** Servers want no client to ask more often, and a link may come and go every few seconds. */
const intervalMinMs = 15_000;
/** A server that sent a kiss of death is not asked for so long. */
const leaveAloneMs = 24 * hourMs;

export function createSntp(parts: SntpParts): Sntp {
  return new Client(parts);
}

/** The network, with `sntp` told of its state. The device comes first: its check waits for nothing. */
export function keepingTime(network: Network, sntp: Sntp): Network {
  return {
    start(changed) {
      const cancel = network.start((state, trouble) => {
        changed(state, trouble);
        if (state === "up") sntp.networkUp();
        else sntp.networkDown();
      });
      return () => {
        cancel();
        sntp.networkDown();
      };
    },
    facts: () => network.facts(),
  };
}

class Client implements Sntp {
  readonly #parts: SntpParts;
  /** Until when a server is left alone, by the monotonic clock. */
  readonly #leftAloneUntilMs: Map<string, number>;
  readonly #roll: () => number;
  #up = false;
  #closed = false;
  #failedRounds = 0;
  /** When the network's return may begin a round, by the monotonic clock. */
  #notBeforeMs = 0;
  /** The one thing under way: a pause or a question. */
  #waiting: Cancel = () => {};

  constructor(parts: SntpParts) {
    this.#parts = parts;
    this.#leftAloneUntilMs = new Map();
    this.#roll = createRoll(parts.random);
  }

  networkUp(): void {
    if (this.#up || this.#closed) return;
    this.#up = true;
    this.#failedRounds = 0;
    this.#roundAfter(this.#notBeforeMs - this.#nowMs());
  }

  networkDown(): void {
    this.#up = false;
    this.#waiting();
  }

  close(): void {
    this.#closed = true;
    this.networkDown();
  }

  #nowMs(): number {
    return this.#parts.clock.monotonicMs();
  }

  #roundAfter(delayMs: number): void {
    this.#waiting = this.#parts.timers.after(Math.max(0, delayMs), () => {
      const nowMs = this.#nowMs();
      this.#notBeforeMs = nowMs + intervalMinMs;
      this.#ask(
        this.#parts.servers.filter((server) => (this.#leftAloneUntilMs.get(server) ?? nowMs) <= nowMs),
        "every server wants to be left alone",
      );
    });
  }

  /** @param why the one before failed */
  #ask([server, ...others]: readonly string[], why: string): void {
    if (server === undefined) return this.#failed(why);
    this.#waiting = askSntp(this.#parts, server, (outcome) => this.#answered(server, others, outcome));
  }

  #answered(server: string, others: readonly string[], outcome: SntpOutcome): void {
    if (outcome.kind === "time") return this.#succeeded(server, outcome.utcMs);
    const why = outcome.kind === "kiss" ? `it wants to be left alone (${outcome.code})` : outcome.why;
    if (outcome.kind === "kiss") this.#leftAloneUntilMs.set(server, this.#nowMs() + leaveAloneMs);
    this.#ask(others, `${server}: ${why}`);
  }

  #succeeded(server: string, utcMs: number): void {
    const { clock, log } = this.#parts;
    const movedMs = utcMs - clock.utcMs();
    clock.setFromSntp(utcMs);
    log.write("info", `sntp: the clock follows ${server}, moved by ${Math.round(movedMs)} ms`);
    this.#failedRounds = 0;
    const pauseMs = againMs * (1 + this.#roll());
    this.#notBeforeMs = this.#nowMs() + pauseMs;
    this.#roundAfter(pauseMs);
  }

  #failed(why: string): void {
    // Once is enough for a network that lets no SNTP through.
    this.#parts.log.write(this.#failedRounds === 0 ? "warn" : "debug", `sntp: no time: ${why}`);
    const pauseMs = Math.min(retryFirstMs * 2 ** this.#failedRounds, retryCapMs);
    this.#failedRounds += 1;
    this.#roundAfter(pauseMs * (1 + this.#roll()));
  }
}
