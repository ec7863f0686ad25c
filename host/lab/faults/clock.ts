/** Faults of clocks: the device's, and what the server says of the time. */
import type { Fault } from "./fault.js";

const yearMs = 365 * 86_400_000;

const saysTime = (name: string, story: string, time: (utcMs: number) => object | undefined): Fault => ({
  name,
  story,
  harmless: "bound",
  begin({ cloud }) {
    cloud.serverTime = time;
    return undefined;
  },
});

const jumps = (name: string, story: string, byMs: number): Fault => ({
  name,
  story,
  lastsMs: 0,
  begin: ({ board }) => void board.clock.jump(byMs),
});

const drifts = (name: string, story: string, rate: number): Fault => ({
  name,
  story,
  strikes: ["starting"],
  harmless: "bound",
  begin({ board }) {
    board.clockRate = rate;
    return undefined;
  },
  // The slow clock stays until the next power-on, and all its waits are as much longer.
  ...(rate < 1
    ? { extra: { ms: 20_000, why: "every wait of a slow clock takes longer", whileItLasts: true as const } }
    : {}),
});

export const clockFaults: readonly Fault[] = [
  saysTime("no-server-time", "The server says no time: the clock stays in 1970.", () => undefined),
  saysTime("server-time-1970", "The server's own clock is in 1970.", () => ({
    timestamp: 1_000,
    timezone_offset: 0,
  })),
  saysTime("server-time-2150", "The server's own clock is in 2150.", () => ({
    timestamp: 5_680_281_600_000,
    timezone_offset: 0,
  })),
  saysTime("server-time-in-seconds", "The server says the time in seconds, as a text.", (utcMs) => ({
    timestamp: `${Math.floor(utcMs / 1_000)}`,
    timezone_offset: "480",
  })),
  {
    name: "time-zone-changes",
    story: "The server tells another time zone at every check, impossible ones among them.",
    group: "time zone",
    harmless: "bound",
    begin({ cloud, random }) {
      const zones = [480, 0, -720, 840, 345, 9_999, -1_000_000, null, "+08:00"];
      cloud.serverTime = (utcMs) => ({
        timestamp: utcMs,
        timeZone: "Nowhere/Land",
        timezone_offset: zones[Math.floor(random() * zones.length)],
      });
      return undefined;
    },
  },
  {
    name: "time-zone-in-timestamp",
    story: "The server adds its time zone to the time: eight hours wrong.",
    group: "time zone",
    harmless: "bound",
    begin({ cloud }) {
      cloud.serverTime = (utcMs) => ({ timestamp: utcMs + 8 * 3_600_000, timezone_offset: 480 });
      return undefined;
    },
  },
  jumps("clock-jumps-ahead", "The device's clock jumps ten years ahead.", 10 * yearMs),
  jumps("clock-jumps-back", "The device's clock jumps ten years back.", -10 * yearMs),
  drifts("clock-fast", "The crystal is five per cent fast.", 1.05),
  drifts("clock-slow", "The crystal is five per cent slow.", 0.95),
];
