/** Platforms that break what `ports.ts` promises: the core has timers and tokens against that. */
import { downloadHost } from "../cloud.js";
import { anyHost } from "../network.js";
import type { Fault } from "./fault.js";

export const platformFaults: readonly Fault[] = [
  {
    name: "answers-lost",
    story: "The platform forgets requests and connections: no answer, no timeout.",
    begin({ board }) {
      board.misbehaviour = "losesAnswers";
      return undefined;
    },
  },
  {
    name: "answers-twice",
    story: "The platform tells every answer and every end twice, while connections break.",
    begin({ board, cloud, repeat }) {
      board.misbehaviour = "tellsTwice";
      return repeat(15_000, () => cloud.sessions.endAll({ kind: "lost", detail: "connection reset" }));
    },
  },
  {
    name: "cancel-ignored",
    story: "The platform answers what was cancelled, late, on a slow network that comes and goes.",
    begin({ board, network, random, repeat }) {
      board.misbehaviour = "ignoresCancel";
      network.roundTripMs = 3_000;
      return repeat(2_000, () => network.fault.link(random() < 0.3 ? "down" : undefined));
    },
  },
  {
    name: "failures-quote-secrets",
    story:
      "What the platform was given (headers, passwords, signed URLs) stands in the words of its failures.",
    begin({ board, cloud, network, slots, clock, repeat }) {
      board.misbehaviour = "quotesSecrets";
      slots.image = "broken";
      cloud.release = { version: "1.1.0", url: `https://${downloadHost}/1.1.0.bin`, force: false };
      network.fault.trouble(anyHost, "reset");
      clock.after(15_000, () => network.fault.clear());
      return repeat(15_000, () => cloud.sessions.endAll({ kind: "lost", detail: "connection reset" }));
    },
  },
  {
    name: "link-bounces",
    story: "Connections are refused, and every ten seconds the link is down and up again.",
    begin({ network, repeat }) {
      network.fault.trouble(anyHost, "refused");
      return repeat(10_000, () => {
        network.fault.link("down");
        network.fault.link(undefined);
      });
    },
  },
];
