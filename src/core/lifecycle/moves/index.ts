/** Every move the table names, and nothing else. */
import { frozen } from "../../frozen.js";
import type { Draft } from "../draft.js";
import type { MoveName } from "../table.js";
import {
  activated,
  activationChecked,
  activationCheckFailed,
  activationExpired,
  pollNow,
} from "./activation.js";
import {
  backgroundCheckFailed,
  checked,
  checkedInBackground,
  checkedWhileWaiting,
  checkFailed,
  checkOverdue,
} from "./check.js";
import {
  connectingExpired,
  goOn,
  keepText,
  networkBack,
  opened,
  openFailed,
  sayLater,
  sessionEnded,
  stillJoining,
  waitingExpired,
} from "./connection.js";
import { interrupt, message, onlineExpired, say } from "./conversation.js";
import { installed, installFailed, progress, updatingExpired } from "./install.js";
import { messageAtRest, restEnded, rested } from "./rest.js";

// The table pairs each move with the events it is written for; `never` lets every such function in.
export type Move = (draft: Draft, event: never) => void;

export const moves = frozen({
  activated,
  activationChecked,
  activationCheckFailed,
  activationExpired,
  backgroundCheckFailed,
  checked,
  checkedInBackground,
  checkedWhileWaiting,
  checkFailed,
  checkOverdue,
  connectingExpired,
  goOn,
  installed,
  installFailed,
  interrupt,
  keepText,
  message,
  messageAtRest,
  networkBack,
  onlineExpired,
  opened,
  openFailed,
  pollNow,
  progress,
  rested,
  restEnded,
  say,
  sayLater,
  sessionEnded,
  stillJoining,
  updatingExpired,
  waitingExpired,
} satisfies Record<MoveName, Move>);
