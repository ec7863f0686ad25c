/** How much of the time the cloud can reach a device that nobody talks to, what that costs it in connects, and how soon a broken line is back. */
import { createDevice } from "../../src/core/device.js";
import type { Ports } from "../../src/core/device-ports.js";
import type { Rest } from "../../src/core/lifecycle/state.js";
import type { ChannelEvents } from "../../src/core/ports.js";
import type { VirtualClock } from "../simulation/virtual-clock.js";
import { roundTripMs } from "./activation.js";
import { config, createWorld } from "./world.js";

type Transport = "mqtt" | "websocket";

export interface ReachableOptions {
  readonly transport: Transport;
  readonly seed: number;
  /** Sessions in which nothing is said are ended after this long: a websocket by a close with 1000, over MQTT by a goodbye. */
  readonly quietLimitMs: number;
  readonly hours: number;
  readonly rest?: Rest;
}

export interface Reachable {
  /** Of the time from the first session on, between 0 and 1. */
  readonly share: number;
  readonly connectsPerHour: number;
}

const hourMs = 3_600_000;

export function reachable(options: ReachableOptions): Reachable {
  const { transport, seed, quietLimitMs, hours, rest } = options;
  const { world, server } = createStage(transport, seed, quietLimitMs);
  const device = createDevice(world.ports, { ...config, ...(rest === undefined ? {} : { rest }) });
  device.start();
  while (!server.isReached()) world.clock.step();
  const beganAtMs = world.clock.monotonicMs();
  const before = { reachedMs: server.reachedMs(), connects: server.connects };
  pass(world.clock, hours * hourMs);
  const tookMs = world.clock.monotonicMs() - beganAtMs;
  device.close();
  return {
    share: (server.reachedMs() - before.reachedMs) / tookMs,
    connectsPerHour: ((server.connects - before.connects) * hourMs) / tookMs,
  };
}

/** The session server of one idle device goes away for `awayMs` and takes the line with it: how long after its return the device is back. */
export function returnMs(transport: Transport, seed: number, awayMs: number): number {
  const { world, server } = createStage(transport, seed, Number.POSITIVE_INFINITY);
  const device = createDevice(world.ports, config);
  device.start();
  while (!server.isReached()) world.clock.step();
  pass(world.clock, 10 * 60_000);
  server.goAway();
  pass(world.clock, awayMs);
  server.comeBack();
  const backAtMs = world.clock.monotonicMs();
  while (!server.isReached()) world.clock.step();
  device.close();
  return world.clock.monotonicMs() - backAtMs;
}

function pass(clock: VirtualClock, ms: number): void {
  let over = false;
  clock.after(ms, () => {
    over = true;
  });
  while (!over) clock.step();
}

function createStage(transport: Transport, seed: number, quietLimitMs: number) {
  const world = createWorld({ seed, roundTripMs, hasActivateEndpoint: true, transport });
  world.bindAt(0);
  const server = createQuietServer(world.clock, transport, quietLimitMs);
  const ports: Ports = {
    ...world.ports,
    webSockets: {
      open: (options, events) => {
        const line = server.connected(events);
        const channel = world.ports.webSockets.open(options, line.events);
        return {
          ...channel,
          sendText: (text) => line.said(() => channel.sendText(text)),
          close: (code, reason) => line.closed(() => channel.close(code, reason)),
        };
      },
    },
    mqtt: {
      open: (options, events) => {
        const line = server.connected(events);
        const channel = world.ports.mqtt.open(options, line.events);
        return {
          ...channel,
          publish: (topic, text) => line.said(() => channel.publish(topic, text)),
          close: () => line.closed(() => channel.close()),
        };
      },
    },
  };
  return { world: { ...world, ports }, server };
}

function createQuietServer(clock: VirtualClock, transport: Transport, quietLimitMs: number) {
  let isAway = false;
  let drop: (() => void) | undefined;
  let reachedSinceMs: number | undefined;
  let reachedMs = 0;
  const leave = (): void => {
    if (reachedSinceMs !== undefined) reachedMs += clock.monotonicMs() - reachedSinceMs;
    reachedSinceMs = undefined;
    drop = undefined;
  };
  const server = {
    connects: 0,
    isReached: () => reachedSinceMs !== undefined,
    reachedMs: () => reachedMs + (reachedSinceMs === undefined ? 0 : clock.monotonicMs() - reachedSinceMs),
    goAway(): void {
      isAway = true;
      drop?.();
    },
    comeBack(): void {
      isAway = false;
    },
    connected(events: ChannelEvents) {
      server.connects += 1;
      let over = false;
      let quiet: (() => void) | undefined;
      const end = (how: Parameters<ChannelEvents["closed"]>[0]): void => {
        if (over) return;
        over = true;
        quiet?.();
        leave();
        events.closed(how);
      };
      if (isAway) clock.after(roundTripMs, () => end({ kind: "unreachable", stage: "tcp", detail: "" }));
      const alive = (run: () => void): void => {
        if (!over && !isAway) run();
      };
      return {
        events: {
          ...events,
          opened: () => alive(() => events.opened()),
          text: (text: string) =>
            alive(() => {
              drop = () => end({ kind: "lost", detail: "" });
              reachedSinceMs ??= clock.monotonicMs();
              events.text(text);
            }),
        } satisfies ChannelEvents,
        said(send: () => boolean): boolean {
          quiet?.();
          if (Number.isFinite(quietLimitMs))
            quiet = clock.after(quietLimitMs, () => {
              if (transport === "mqtt") events.text(JSON.stringify({ type: "goodbye" }));
              else end({ kind: "closed", code: 1000, reason: "" });
            });
          return !over && send();
        },
        closed(close: () => void): void {
          over = true;
          quiet?.();
          leave();
          close();
        },
      };
    },
  };
  return server;
}
