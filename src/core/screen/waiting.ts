/** Why the device waits, in words: what is wrong and what the person can do about it. */

import type { CheckFailure } from "../failure.js";
import { frozen } from "../frozen.js";
import type { WaitReason } from "../lifecycle/state.js";
import type { SessionEnd, SessionEndKind } from "../session/session.js";
import { type Language, say, type TextKey } from "./wording.js";

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

function httpTold(status: number, language: Language): Told {
  const given = { status: `${status}` };
  if (status === 401 || status === 403)
    return { title: "title.refused", what: say(language, "check.denied", given), hint: "do.console" };
  if (status === 408 || status === 429)
    return { title: "title.serverTrouble", what: say(language, "check.busy", given), hint: "do.nothing" };
  // A redirect to nowhere: the address is the wrong one then as well.
  if (status === 404 || status === 405 || status === 410 || (status >= 300 && status < 400))
    return { title: "title.settings", what: say(language, "check.notFound", given), hint: "do.address" };
  if (status >= 500)
    return {
      title: "title.serverTrouble",
      what: say(language, "check.serverError", given),
      hint: "do.operator",
    };
  return { title: "title.serverTrouble", what: say(language, "check.http", given), hint: "do.operator" };
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
  helloTimeout: ["title.serverTrouble", "talk.helloTimeout", "do.console"],
  malformed: ["title.serverTrouble", "talk.malformed", "do.operator"],
  closed: ["title.waiting", "talk.closed", "do.nothing"],
  silent: ["title.lost", "talk.silent", "do.network"],
  lost: ["title.lost", "talk.lost", "do.network"],
  ours: ["title.waiting", "talk.ours", "do.nothing"],
} as const satisfies Record<SessionEndKind, readonly [TitleKey, TextKey, HintKey]>);

function sessionLines(end: SessionEnd, language: Language): string[] {
  const lines = [say(language, endings[end.kind][1])];
  if (end.code !== undefined) lines.push(say(language, "line.code", { code: `${end.code}` }));
  return lines;
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
    case "sessionEnded": {
      const [title, , hint] = endings[reason.end.kind];
      return shown(title, sessionLines(reason.end, language), hint, language);
    }
    case "idle":
      return shown("title.standby", [say(language, "line.idle")], "do.wake", language);
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
