/**
 * The device's life, as a table: for each state what it means, what it may have under way, and an answer to each event.
 *
 * A cell is a target state, `"ignore"` (a race or a person's gesture that means nothing here), or a named move with all the
 * states it may lead to. An absent cell is an event that can't come: it changes nothing and is reported.
 * Replies and timers with a stale token are dropped before the table is asked.
 */
import { frozen } from "../frozen.js";
import type { EventType } from "./events.js";
import type { Slot, StateName } from "./names.js";

export type Cell = StateName | "ignore" | { readonly move: string; readonly to: readonly StateName[] };

export interface Row {
  readonly meaning: string;
  /** Who ends it, if not a deadline. */
  readonly endedBy: string;
  /** What may be pending here; on entry all else is dropped. */
  readonly holds: readonly Slot[];
  readonly on: { readonly [E in EventType]?: Cell };
}

const keepText = (here: StateName) => ({ move: "keepText", to: [here] }) as const;

export const table = frozen({
  starting: {
    meaning: "Power is on; records are read.",
    endedBy: "the runner",
    holds: [],
    on: { started: "joining", pressed: "ignore", said: "ignore" },
  },

  joining: {
    meaning: "Joining the network.",
    endedBy: "the network",
    holds: ["deadline"],
    on: {
      networkUp: { move: "networkBack", to: ["checking", "connecting", "waiting"] },
      networkDown: { move: "stillJoining", to: ["joining"] },
      unprovisioned: "provisioning",
      pressed: "joining",
      said: keepText("joining"),
      expired: "joining",
    },
  },

  provisioning: {
    meaning: "No network is known: a person has to give one.",
    endedBy: "a person",
    holds: ["deadline"],
    on: {
      networkUp: { move: "networkBack", to: ["checking", "connecting", "waiting"] },
      networkDown: "joining",
      unprovisioned: "ignore",
      pressed: "provisioning",
      said: "ignore",
      expired: "provisioning",
    },
  },

  checking: {
    meaning: "Asking the server who we are: OTA check.",
    endedBy: "the server",
    holds: ["check", "overdue"],
    on: {
      checked: { move: "checked", to: ["updating", "activating", "connecting", "waiting"] },
      checkFailed: { move: "checkFailed", to: ["connecting", "waiting"] },
      networkUp: "ignore",
      networkDown: "joining",
      unprovisioned: "provisioning",
      pressed: "ignore",
      said: keepText("checking"),
      expired: { move: "checkOverdue", to: ["connecting", "waiting"] },
    },
  },

  updating: {
    meaning: "Downloading and installing firmware.",
    endedBy: "the firmware port",
    holds: ["install", "deadline"],
    on: {
      progress: { move: "progress", to: ["updating"] },
      installed: { move: "installed", to: ["updating"] },
      installFailed: { move: "installFailed", to: ["waiting", "joining"] },
      // The download has its own way of surviving a short outage; the flag is kept for when it ends.
      networkUp: "ignore",
      networkDown: "ignore",
      unprovisioned: "ignore",
      pressed: "ignore",
      said: "ignore",
      expired: { move: "updatingExpired", to: ["updating", "waiting", "joining"] },
    },
  },

  activating: {
    meaning: "Not bound: the code is on the screen, a person has to enter it.",
    endedBy: "a person, seen through the server",
    holds: ["check", "activate", "poll", "recheck", "overdue"],
    on: {
      checked: { move: "activationChecked", to: ["activating", "updating", "connecting", "waiting"] },
      checkFailed: { move: "activationCheckFailed", to: ["activating"] },
      activated: { move: "activated", to: ["activating"] },
      networkUp: "ignore",
      networkDown: "joining",
      unprovisioned: "provisioning",
      pressed: { move: "pollNow", to: ["activating"] },
      said: "ignore",
      expired: { move: "activationExpired", to: ["activating"] },
    },
  },

  connecting: {
    meaning: "Opening the session: connect, hello, server hello.",
    endedBy: "the server",
    holds: ["session", "deadline", "check", "overdue", "recheck"],
    on: {
      opened: { move: "opened", to: ["online"] },
      // Before its hello the server has proved nothing: what it says is not acted on.
      message: "ignore",
      // Told twice: a race.
      rested: "ignore",
      ended: { move: "openFailed", to: ["checking", "waiting"] },
      checked: { move: "checkedInBackground", to: ["connecting", "updating", "activating"] },
      checkFailed: { move: "backgroundCheckFailed", to: ["connecting"] },
      networkUp: "ignore",
      networkDown: "joining",
      unprovisioned: "provisioning",
      pressed: "ignore",
      said: keepText("connecting"),
      expired: { move: "connectingExpired", to: ["connecting", "checking", "waiting"] },
    },
  },

  online: {
    meaning: "The server has answered our hello: ready to talk.",
    endedBy: "the server, or the check",
    holds: ["session", "check", "overdue", "recheck", "turn", "renew"],
    on: {
      message: { move: "message", to: ["online", "activating", "updating", "waiting"] },
      rested: { move: "rested", to: ["waiting", "activating", "updating", "connecting"] },
      ended: { move: "sessionEnded", to: ["checking", "waiting", "activating", "updating", "connecting"] },
      checked: { move: "checkedInBackground", to: ["online", "updating", "activating"] },
      checkFailed: { move: "backgroundCheckFailed", to: ["online"] },
      networkUp: "ignore",
      networkDown: "joining",
      unprovisioned: "provisioning",
      pressed: { move: "interrupt", to: ["online"] },
      said: { move: "say", to: ["online"] },
      expired: { move: "onlineExpired", to: ["online", "activating", "updating", "connecting", "waiting"] },
    },
  },

  waiting: {
    meaning: "Nothing can be done now, or need be; the screen says why and when it goes on.",
    endedBy: "a timer, a person, or the cloud over a connection that was kept",
    holds: ["session", "retry", "check", "overdue", "recheck"],
    on: {
      message: { move: "messageAtRest", to: ["waiting", "connecting"] },
      rested: "ignore",
      ended: { move: "restEnded", to: ["waiting"] },
      checked: { move: "checkedWhileWaiting", to: ["waiting", "updating", "activating", "connecting"] },
      checkFailed: { move: "backgroundCheckFailed", to: ["waiting"] },
      networkUp: "ignore",
      networkDown: "joining",
      unprovisioned: "provisioning",
      pressed: { move: "goOn", to: ["waiting", "checking", "connecting"] },
      said: { move: "sayLater", to: ["checking", "connecting"] },
      expired: { move: "waitingExpired", to: ["waiting", "checking", "connecting"] },
    },
  },
} as const satisfies Record<StateName, Row>);

type Cells = { [S in StateName]: (typeof table)[S]["on"][keyof (typeof table)[S]["on"]] }[StateName];

/** Every move the table names; each must have a function in `moves/`. */
export type MoveName = Extract<Cells, { readonly move: string }>["move"];
