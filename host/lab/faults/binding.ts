/** Faults of binding, codes and tokens. */
import { stateNames } from "../../../src/core/lifecycle/names.js";
import { schedule } from "../../../src/core/schedule.js";
import { json } from "../cloud.js";
import { anyHost } from "../network.js";
import type { Fault } from "./fault.js";

const codeRecheck = {
  ms: schedule.activationRecheckMs,
  why: "a new code is learnt from the whole check, every 5 min",
};

/** Every state but the one before anything has happened: who is switched on in that one was not off. */
const running = stateNames.filter((state) => state !== "starting");

export const bindingFaults: readonly Fault[] = [
  {
    name: "code-typed-elsewhere",
    story: "For half an hour the person types the code into the console of another server.",
    group: "code of another server",
    strikes: ["activating"],
    lastsMs: 1_800_000,
    begin: () => undefined,
  },
  {
    name: "second-hand",
    story:
      "The owner unbinds the device and its session is ended; the next owner binds it with the new code.",
    group: "re-bound second-hand device",
    begin({ cloud }) {
      cloud.unbind();
      cloud.expireTokens();
      cloud.sessions.endAll({ kind: "closed", code: 1008, reason: "unbound" });
      return undefined;
    },
    extra: codeRecheck,
  },
  {
    name: "second-hand-switched-off",
    story: "The device is unbound while it is off for a week, and switched on by its next owner.",
    group: "re-bound second-hand device",
    strikes: running,
    lastsMs: 7 * 86_400_000,
    begin({ board, cloud }) {
      board.cutPower();
      cloud.unbind();
      cloud.expireTokens();
      return () => board.powerOn();
    },
  },
  {
    name: "unbound-in-silence",
    story: "The owner unbinds the device; nothing is said, and its session goes on.",
    group: "re-bound second-hand device",
    begin: ({ cloud }) => void cloud.unbind(),
    extra: codeRecheck,
  },
  {
    name: "bound-during-outage",
    story: "The code is entered while the device can't reach the server.",
    strikes: ["activating"],
    begin({ cloud, network }) {
      network.fault.trouble(anyHost, "blackhole");
      cloud.bind();
      return undefined;
    },
  },
  {
    name: "code-expires",
    story: "The code on the screen has expired: the server has a new one.",
    strikes: ["activating"],
    lastsMs: 0,
    begin: ({ cloud }) => void cloud.newCode(),
    extra: codeRecheck,
  },
  {
    name: "code-changes-at-every-check",
    story: "The server makes a new code at every check.",
    harmless: "bound",
    begin({ cloud }) {
      cloud.check = (usual) => {
        cloud.newCode();
        return usual();
      };
      return undefined;
    },
    extra: codeRecheck,
  },
  {
    name: "no-activate-endpoint",
    story: "The server has no activate endpoint.",
    harmless: "bound",
    begin: ({ cloud }) => {
      cloud.hasActivateEndpoint = false;
      return undefined;
    },
  },
  {
    name: "activate-says-bound",
    story: "The activate endpoint says bound to everybody; the check doesn't.",
    harmless: "bound",
    begin({ cloud }) {
      cloud.activate = () => json(200, { message: "success" });
      return undefined;
    },
  },
  {
    name: "activate-500",
    story: "The activate endpoint answers 500, the check works.",
    harmless: "bound",
    begin({ cloud }) {
      cloud.activate = () => json(500, { error: "internal error" });
      return undefined;
    },
  },
  {
    name: "activate-silent",
    story: "The activate endpoint never answers, the check works.",
    harmless: "bound",
    begin({ cloud }) {
      cloud.activate = () => "silence";
      return undefined;
    },
  },
  {
    name: "token-expired",
    story: "All tokens expire; the sessions with them are ended.",
    group: "token expired",
    lastsMs: 0,
    begin({ cloud }) {
      cloud.expireTokens();
      cloud.sessions.endAll({ kind: "closed", code: 1008, reason: "token expired" });
      return undefined;
    },
  },
  {
    name: "token-expired-in-silence",
    story: "All tokens expire; nobody says so, and the sessions die in silence.",
    group: "token expired",
    lastsMs: 0,
    begin({ cloud }) {
      cloud.expireTokens();
      cloud.sessions.forgetAll();
      return undefined;
    },
  },
  {
    name: "token-expires-while-off",
    story: "The device is off for two months: the stored token is worth nothing.",
    group: "token expired",
    strikes: running,
    lastsMs: 60 * 86_400_000,
    begin({ board, cloud }) {
      board.cutPower();
      cloud.expireTokens();
      return () => board.powerOn();
    },
  },
  {
    name: "token-key-per-start",
    story: "The session server restarts every 40 s with another key: all tokens die each time.",
    group: "token expired",
    begin({ cloud, repeat }) {
      return repeat(40_000, () => {
        cloud.expireTokens();
        cloud.sessions.endAll({ kind: "lost", detail: "connection reset" });
      });
    },
  },
  {
    name: "fresh-tokens-refused",
    story: "The session server takes no token, not even a fresh one.",
    group: "token expired",
    begin({ cloud }) {
      cloud.sessions.manner = "refusesAll";
      cloud.sessions.endAll({ kind: "closed", code: 1008, reason: "unauthorized" });
      return undefined;
    },
  },
];
