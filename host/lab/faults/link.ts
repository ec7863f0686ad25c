/** Faults of the link: Wi-Fi comes, goes, and lies. */
import { anyHost } from "../network.js";
import type { Fault } from "./fault.js";

const minuteMs = 60_000;

/** States in which there is a link to lose. */
const linked = ["checking", "updating", "activating", "connecting", "online", "waiting"] as const;

export const linkFaults: readonly Fault[] = [
  {
    name: "wifi-down",
    story: "The access point is switched off and on again.",
    begin: ({ network }) => void network.fault.link("down"),
  },
  {
    name: "wifi-back-after-outage",
    story: "The router is without power for two hours; the saved network returns.",
    group: "saved Wi-Fi back after an outage",
    lastsMs: 120 * minuteMs,
    begin: ({ network }) => void network.fault.link("down"),
  },
  {
    name: "wifi-flaps",
    story: "The link comes and goes every few seconds.",
    begin({ network, random, repeat }) {
      let isUp = true;
      return repeat(1_000, () => {
        if (random() < 0.4) isUp = !isUp;
        network.fault.link(isUp ? undefined : "down");
      });
    },
  },
  {
    name: "wifi-forgotten",
    story: "The saved network is erased; later a person gives it again.",
    begin: ({ network }) => void network.fault.link("unprovisioned"),
  },
  {
    name: "wifi-without-internet",
    story: "The link stays up, the line behind the router is dead: packets vanish.",
    begin: ({ network }) => void network.fault.trouble(anyHost, "blackhole"),
  },
  {
    name: "silence-of-five-seconds",
    story: "All packets vanish for five seconds.",
    lastsMs: 5_000,
    begin: ({ network }) => void network.fault.trouble(anyHost, "blackhole"),
  },
  {
    name: "address-changes",
    story: "The router restarts its address table: open connections are dead and nobody says so.",
    strikes: linked,
    lastsMs: 0,
    begin: ({ cloud }) => void cloud.sessions.forgetAll(),
  },
  {
    name: "link-down-told-late",
    story: "The line is dead for a minute before the platform tells of it.",
    begin({ network, clock }) {
      network.fault.trouble(anyHost, "blackhole");
      let isOver = false;
      clock.after(minuteMs, () => {
        if (!isOver) network.fault.link("down");
      });
      return () => {
        isOver = true;
      };
    },
  },
];
