/** How the end of a channel reads as the end of a session, and which ends make the credentials suspect. */

import { meaningOf } from "../net/refusal-code.js";
import type { ChannelEnd } from "../ports.js";
import { cleanLine } from "../text/clip.js";
import { redacted } from "../text/redact.js";
import type { Transport } from "../transport.js";
import type { SessionEnd, SessionEndKind } from "./session.js";

/** `greeting`: the channel is open, the server hello isn't there yet. `resting`: it is open, and its session has ended. */
export type Phase = "connecting" | "greeting" | "open" | "resting";

/** Policy violation, and the codes that applications define themselves. */
function isSuspectCloseCode(code: number): boolean {
  return code === 1008 || (code >= 4000 && code <= 4999);
}

const isGreeted = (phase: Phase): boolean => phase === "open" || phase === "resting";

/** Total: every end in every phase on every transport. The detail isn't cleaned yet. */
export function sessionEndOf(end: ChannelEnd, phase: Phase, transport: Transport): SessionEnd {
  switch (end.kind) {
    case "refused":
      return {
        kind: "refused",
        code: end.status,
        suspect: meaningOf(end.status) === "denied",
        detail: `refused with ${transport === "mqtt" ? "CONNACK code" : "HTTP status"} ${end.status}`,
      };
    case "closed":
      if (transport === "mqtt") return broken("closed", phase, transport, end.reason);
      return {
        kind: "closed",
        code: end.code,
        suspect: !isGreeted(phase) || isSuspectCloseCode(end.code),
        detail: `closed with code ${end.code}${isGreeted(phase) ? "" : " before the hello"}: ${end.reason}`,
      };
    case "lost":
      return broken("lost", phase, transport, end.detail);
    case "unreachable":
      return broken("lost", phase, transport, `${end.stage}: ${end.detail}`);
    case "tls":
      return { kind: "tls", suspect: false, detail: end.detail };
    case "timeout":
      return { kind: "timeout", suspect: false, detail: `no answer in ${end.afterMs} ms` };
    case "tooLarge":
      return { kind: "malformed", suspect: false, detail: `message over ${end.limitBytes} bytes` };
    case "malformed":
      return { kind: "malformed", suspect: false, detail: end.detail };
  }
}

/** A line that ended without a word. `kind` is what that is called in an open session. */
function broken(kind: SessionEndKind, phase: Phase, transport: Transport, detail: string): SessionEnd {
  if (isGreeted(phase)) return { kind, suspect: false, detail };
  if (phase === "connecting") return { kind: "unreachable", suspect: false, detail };
  // Gateways check the credentials only after CONNACK 0, and then drop the line: their way to refuse.
  return {
    kind: transport === "mqtt" ? "refused" : "lost",
    suspect: true,
    detail: `dropped before the hello: ${detail}`,
  };
}

/**
 * What a text in place of a hello says, for a detail: `: <text>` if it is prose. If it may hold a key or a token that nobody
 * knows yet (a hello cut off, a long run of letters and digits), only its size: ` (<n> characters)`.
 */
export function quoteOf(text: string): string {
  return isProse(text) ? `: ${text}` : ` (${text.length} characters)`;
}

export const isProse = (text: string): boolean => !text.includes("{") && !/[A-Za-z0-9_+/.=-]{16}/.test(text);

/** One line without the secrets, even if a peer quotes them, cut off or not. */
export function safeDetail(detail: string, secrets: readonly string[]): string {
  let safe = cleanLine(detail, 400);
  for (const secret of secrets) {
    for (const word of secret.split(/\s+/)) {
      // Eight characters give it away; the rest goes up to the next space. Shorter words than four would take out half
      // the text, and a tail without its beginning can't be told from any other word: both stay (docs/session.md).
      const needle = word.slice(0, 8);
      if (needle.length < 4) continue;
      for (let at = safe.indexOf(needle); at >= 0; at = safe.indexOf(needle, at + 1)) {
        safe = `${safe.slice(0, at)}*${safe.slice(at).replace(/^\S+/, "")}`;
      }
    }
  }
  return cleanLine(redacted(safe), 160);
}
