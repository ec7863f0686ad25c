/** One websocket or MQTT connection over the simulated network. */

import type { ChannelEnd, ChannelEvents } from "../../src/core/ports.js";
import type { Transport } from "../../src/core/transport.js";
import type { VirtualClock } from "../simulation/virtual-clock.js";
import type { Network } from "./network.js";

/** What the server is told when a connection reaches it. */
export interface Call {
  readonly transport: Transport;
  readonly host: string;
  /** Token or password, as the device sent it. */
  readonly credential: string;
  /** Of the device, as far as the transport tells it. */
  readonly clientId: string;
}

/** The server's end of an accepted connection. */
export interface ServerEnd {
  readonly call: Call;
  readonly over: boolean;
  say(text: string): void;
  /** Ends it, as the device will be told. */
  end(end: ChannelEnd): void;
  /** Nobody is there any more, and nobody says so. */
  vanish(): void;
}

export interface Accepted {
  received(text: string): void;
  closed(): void;
}

/** A server takes the connection or says no, with an HTTP status or a CONNACK code. */
export type Accept = (call: Call, end: ServerEnd) => Accepted | { readonly refused: number };

/** The device's end. */
export interface DeviceEnd {
  /** The server's end is there and packets get through. */
  readonly works: boolean;
  send(text: string): boolean;
  ping(): void;
  close(): void;
}

export interface Dialling {
  readonly clock: VirtualClock;
  readonly network: Network;
  readonly accept: Accept;
  readonly call: Call;
  readonly secure: boolean;
  readonly connectTimeoutMs: number;
  readonly messageMaxBytes: number;
}

const dnsGivesUpMs = 3_000;
/** The longest that a close waits for the peer (`ports.ts`). */
const closeWaitsMs = 2_000;
/** What the device is told of a connection that it has closed. */
export const closedByUs: ChannelEnd = { kind: "closed", code: 1000, reason: "" };

export function dial(dialling: Dialling, events: ChannelEvents): DeviceEnd {
  const { clock, network, accept, call, secure } = dialling;
  const { host, transport } = call;
  const tripMs = network.roundTripMs;
  let opened = false;
  let over = false;
  let serverOver = false;
  let accepted: Accepted | undefined;
  let lastDueMs = 0;

  /** Bytes arrive in their order, however long the first of them took. What meets a line that is down is lost. */
  const travel = (arrived: () => void): void => {
    lastDueMs = Math.max(lastDueMs, clock.monotonicMs() + network.oneWayMs());
    clock.after(lastDueMs - clock.monotonicMs(), () => {
      if (network.passes(host)) arrived();
    });
  };
  const tellEnd = (end: ChannelEnd): void => {
    if (over) return;
    over = true;
    events.closed(end);
  };
  const told = (tell: () => void) =>
    travel(() => {
      if (!over) tell();
    });
  const fail = (delayMs: number, end: ChannelEnd): void => void clock.after(delayMs, () => tellEnd(end));

  const serverEnd: ServerEnd = {
    call,
    get over() {
      return serverOver;
    },
    say(text) {
      if (serverOver) return;
      told(() => {
        events.alive();
        if (text.length > dialling.messageMaxBytes)
          tellEnd({ kind: "tooLarge", limitBytes: dialling.messageMaxBytes });
        else events.text(text);
      });
    },
    end(end) {
      if (serverOver) return;
      serverOver = true;
      told(() => tellEnd(end));
    },
    vanish() {
      serverOver = true;
    },
  };

  function connect(): void {
    travel(() => {
      const answer = accept(call, serverEnd);
      if ("refused" in answer) {
        serverOver = true;
        return told(() => tellEnd({ kind: "refused", status: answer.refused }));
      }
      accepted = answer;
      told(() => {
        opened = true;
        events.opened();
      });
    });
  }

  clock.after(dialling.connectTimeoutMs, () => {
    if (!opened) tellEnd({ kind: "timeout", afterMs: dialling.connectTimeoutMs });
  });
  const trouble = network.troubleAt(host);
  if (network.linkState() !== "up") fail(10, { kind: "unreachable", stage: "dns", detail: "no network" });
  else if (trouble === "dnsFails")
    fail(dnsGivesUpMs, { kind: "unreachable", stage: "dns", detail: "no such host" });
  else if (trouble === "refused")
    fail(tripMs, { kind: "unreachable", stage: "tcp", detail: "connection refused" });
  else if (trouble === "reset")
    fail(tripMs, { kind: "unreachable", stage: "closed", detail: "connection reset" });
  else if (trouble === "tlsFails" && secure)
    fail(tripMs, { kind: "tls", detail: "certificate not accepted" });
  else if (trouble === "portalPage" || trouble === "portalRedirect")
    fail(
      tripMs,
      transport === "mqtt"
        ? { kind: "malformed", detail: "no MQTT packet" }
        : { kind: "refused", status: trouble === "portalPage" ? 200 : 302 },
    );
  else if (trouble !== "blackhole" && trouble !== "halfOpen") connect();

  return {
    get works() {
      return opened && !over && !serverOver && network.passes(host);
    },
    send(text) {
      if (!opened || over) return false;
      travel(() => {
        if (!serverOver) accepted?.received(text);
      });
      return true;
    },
    ping() {
      if (!opened || over) return;
      travel(() => {
        if (!serverOver) told(() => events.alive());
      });
    },
    close() {
      if (over) return;
      over = true;
      travel(() => {
        if (serverOver) return;
        serverOver = true;
        accepted?.closed();
      });
      const answerMs = network.passes(host) ? Math.min(tripMs, closeWaitsMs) : closeWaitsMs;
      clock.after(answerMs, () => events.closed(closedByUs));
    },
  };
}
