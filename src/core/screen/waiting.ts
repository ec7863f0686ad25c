/** Why the device waits, in words: what is wrong and what the person can do about it. */

import type { CheckFailure } from "../failure.js";
import { frozen } from "../frozen.js";
import type { WaitReason } from "../lifecycle/state.js";
import { meaningOf, type RefusalMeaning } from "../net/refusal-code.js";
import type { SessionEnd, SessionEndKind } from "../session/session.js";
import type { TextKey } from "./wording/texts.js";
import { type Language, say } from "./wording.js";

export interface Explanation {
  readonly title: string;
  readonly lines: readonly string[];
  readonly hint: string;
}

type TitleKey = Extract<TextKey, `title.${string}`>;
type HintKey = Extract<TextKey, `do.${string}`>;

interface Told {
  readonly title: TitleKey;
  readonly what: string;
  readonly hint: HintKey;
}

/** How a check that was refused by a status is told: title, words, hint. */
const checkRefusals = frozen({
  denied: ["title.refused", "check.denied", "do.console"],
  busy: ["title.serverTrouble", "check.busy", "do.nothing"],
  notHere: ["title.settings", "check.notFound", "do.address"],
  broken: ["title.serverTrouble", "check.serverError", "do.operator"],
  other: ["title.serverTrouble", "check.http", "do.operator"],
} as const satisfies Record<RefusalMeaning, readonly [TitleKey, TextKey, HintKey]>);

function httpTold(status: number, language: Language): Told {
  const [title, what, hint] = checkRefusals[meaningOf(status)];
  return { title, what: say(language, what, { status: `${status}` }), hint };
}

function checkTold(failure: CheckFailure, server: string, language: Language): Told {
  switch (failure.kind) {
    case "unreachable":
      if (failure.stage === "closed")
        return { title: "title.noConnection", what: say(language, "check.closed"), hint: "do.address" };
      return {
        title: "title.noConnection",
        what: say(language, failure.stage === "dns" ? "check.dns" : "check.unreachable", { server }),
        hint: "do.network",
      };
    case "tls":
      return { title: "title.noConnection", what: say(language, "check.tls"), hint: "do.login" };
    case "timeout": {
      const seconds = `${Math.round(failure.afterMs / 1000)}`;
      return {
        title: "title.noConnection",
        what: say(language, "check.timeout", { seconds }),
        hint: "do.slow",
      };
    }
    case "tooLarge":
      return { title: "title.serverTrouble", what: say(language, "check.tooLarge"), hint: "do.operator" };
    case "malformed":
      return { title: "title.settings", what: say(language, "check.malformed"), hint: "do.address" };
    case "redirect":
      return { title: "title.settings", what: say(language, "check.redirect"), hint: "do.address" };
    case "refused":
      return { title: "title.refused", what: say(language, "check.refused"), hint: "do.console" };
    case "http":
      return httpTold(failure.status, language);
  }
}

/** `silent` and `lost` had a connection before; the others are told by what went wrong. */
const endings = frozen({
  unreachable: ["title.noConnection", "talk.unreachable", "do.network"],
  tls: ["title.noConnection", "check.tls", "do.login"],
  timeout: ["title.noConnection", "talk.timeout", "do.slow"],
  refused: ["title.refused", "talk.refused", "do.console"],
  notGreeted: ["title.serverTrouble", "talk.notGreeted", "do.console"],
  helloTimeout: ["title.serverTrouble", "talk.helloTimeout", "do.console"],
  malformed: ["title.serverTrouble", "talk.malformed", "do.operator"],
  closed: ["title.waiting", "talk.closed", "do.nothing"],
  silent: ["title.lost", "talk.silent", "do.network"],
  lost: ["title.lost", "talk.lost", "do.network"],
  ours: ["title.waiting", "talk.ours", "do.nothing"],
} as const satisfies Record<SessionEndKind, readonly [TitleKey, TextKey, HintKey]>);

/** The same of a session. Its address comes from the server: there is nothing that the person could set right. */
const sessionRefusals = frozen({
  denied: endings.refused,
  busy: ["title.serverTrouble", "talk.busy", "do.nothing"],
  notHere: ["title.serverTrouble", "talk.notFound", "do.operator"],
  broken: ["title.serverTrouble", "talk.serverError", "do.operator"],
  other: ["title.serverTrouble", "talk.error", "do.operator"],
} as const satisfies Record<RefusalMeaning, readonly [TitleKey, TextKey, HintKey]>);

/** What the server says when it closes: there may be something to do about it. */
const complaint = frozen(["title.serverTrouble", "talk.closed", "do.console"] as const);

/** Close code: the device, or its credentials, are not wanted. */
const policyViolation = 1008;

function toldOf({ kind, code, text }: SessionEnd) {
  if (kind === "refused" && code !== undefined) return sessionRefusals[meaningOf(code)];
  if (kind === "closed" && code === policyViolation) return endings.refused;
  return kind === "closed" && text !== undefined ? complaint : endings[kind];
}

function sessionTold(end: SessionEnd, language: Language): Explanation {
  const { code, text } = end;
  const [title, what, hint] = toldOf(end);
  const lines = [say(language, what)];
  if (code !== undefined) lines.push(say(language, "line.code", { code: `${code}` }));
  if (text !== undefined) lines.push(say(language, "line.serverSays", { text }));
  return shown(title, lines, hint, language);
}

/** What the screen says while the device waits; `server` is the name of the server it checks with. */
export function explain(reason: WaitReason | undefined, server: string, language: Language): Explanation {
  switch (reason?.kind) {
    case undefined:
    case "settling":
      return shown("title.waiting", [say(language, "wait.unknown")], "do.nothing", language);
    case "checkFailed": {
      const told = checkTold(reason.failure, server, language);
      const words = "text" in reason.failure ? reason.failure.text.trim() : "";
      const lines = words ? [told.what, say(language, "line.serverSays", { text: words })] : [told.what];
      return shown(told.title, lines, told.hint, language);
    }
    case "sessionEnded":
      return sessionTold(reason.end, language);
    case "idle":
      return shown("title.standby", [say(language, "line.idle")], "do.wake", language);
    case "resting":
      return shown("title.standby", [say(language, "line.resting")], "do.wake", language);
    case "noTransport": {
      if (reason.wanted === "auto")
        return shown("title.serverTrouble", [say(language, "wait.nothingOffered")], "do.operator", language);
      const transport = reason.wanted === "mqtt" ? "MQTT" : "websocket";
      return shown(
        "title.settings",
        [say(language, "wait.noTransport", { transport })],
        "do.setting",
        language,
      );
    }
    case "updateFailed": {
      const lines = [say(language, "wait.updateFailed")];
      if (reason.reason.trim()) lines.push(say(language, "line.reason", { text: reason.reason }));
      return shown("title.updateFailed", lines, "do.nothing", language);
    }
  }
}

function shown(title: TitleKey, lines: readonly string[], hint: HintKey, language: Language): Explanation {
  return { title: say(language, title), lines, hint: say(language, hint) };
}
