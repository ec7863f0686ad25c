/** Things that people do, alone and in the middle of an outage. */
import { anyHost } from "../network.js";
import type { Fault } from "./fault.js";

export const personFaults: readonly Fault[] = [
  {
    name: "button-mashed",
    story: "Somebody presses the button ten times a second.",
    lastsMs: 60_000,
    begin: ({ board, repeat }) => repeat(100, () => board.press()),
  },
  {
    name: "button-mashed-in-outage",
    story: "Everything is refused, and somebody presses the button all the time.",
    lastsMs: 60_000,
    begin({ board, network, repeat }) {
      network.fault.trouble(anyHost, "refused");
      return repeat(300, () => board.press());
    },
  },
  {
    name: "button-mashed-on-slow-network",
    story:
      "A round trip takes five seconds, and somebody presses the button all the time: checks and polls overlap.",
    lastsMs: 600_000,
    begin({ board, network, repeat }) {
      network.roundTripMs = 5_000;
      return repeat(300, () => board.press());
    },
  },
  {
    name: "talks-into-outage",
    story: "No packet gets through, and a person goes on talking.",
    begin({ board, network, repeat }) {
      network.fault.trouble(anyHost, "blackhole");
      return repeat(7_000, () => board.say("Are you there?"));
    },
  },
];
