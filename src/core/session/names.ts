/**
 * The names of members that servers use in their messages. XS keeps each one that it has ever met until the next restart, so new ones
 * are what a message really costs: a peer that makes up new names without end would fill a board's memory (docs/session.md).
 */
import { type Allowance, createAllowance } from "../allowance.js";
import { frozen } from "../frozen.js";
import type { Clock } from "../ports.js";
import { countUpTo, membersMax } from "../untrusted-json.js";

/** A server has some dozens. A device lives for days with one new name a minute, and for hours with all that one session may bring. */
export const newNames = frozen({ atOnceMax: 256, oneMoreEveryMs: 60_000 });

/** Remembered, so that they are new only once. When there are more, all are forgotten. */
const metMax = 512;

/** What every server says: it lies in flash and need not be remembered. */
// biome-ignore format: a list of words reads best filled
export const ordinaryNames: readonly string[] = frozen([
  "type", "session_id", "text", "state", "emotion", "index", "is_aborted", "status", "message", "event", "action", "notify", "name",
  "config_updated", "command", "error", "msg", "code", "data", "source", "timestamp",
  "payload", "jsonrpc", "id", "method", "params", "arguments", "cursor", "withUserTools", "protocolVersion", "capabilities", "clientInfo",
  "version", "vision", "url", "token", "tools", "result",
  "transport", "features", "mcp", "audio_params", "format", "sample_rate", "channels", "frame_duration",
  "udp", "server", "port", "encryption", "key", "nonce",
  "glyph_push", "v", "bundle", "size", "bpp", "glyphs", "codepoint", "adv_w", "box_w", "box_h", "ofs_x", "ofs_y", "bitmap",
]);

export interface MemberNames {
  /** Takes note of all names in it, at any depth. False: there are too many new ones. */
  learn(value: unknown): boolean;
  /** The same for a text that the parser gave up in the middle of: nobody knows how many it has met by then. */
  learnUnread(text: string): boolean;
}

/** One for the device's life, like the memory that it watches over. */
export function createMemberNames(clock: Pick<Clock, "monotonicMs">): MemberNames {
  return new Names(clock);
}

class Names implements MemberNames {
  /** None before the first name that isn't ordinary. */
  #met: Set<string> | undefined;
  readonly #allowance: Allowance;

  constructor(clock: Pick<Clock, "monotonicMs">) {
    this.#allowance = createAllowance(clock, newNames);
  }

  /** Each message of a session comes by here, so this is written for few steps in XS: no call for a plain value, no iterator. */
  learn(value: unknown): boolean {
    if (typeof value !== "object" || value === null) return true;
    if (Array.isArray(value)) return value.every((item) => this.learn(item));
    const members = value as Readonly<Record<string, unknown>>;
    const names = Object.keys(members);
    for (let at = 0; at < names.length; at++) {
      const name = names[at] as string;
      if (!ordinaryNames.includes(name) && !this.#learnName(name)) return false;
      const inner = members[name];
      if (typeof inner === "object" && !this.learn(inner)) return false;
    }
    return true;
  }

  learnUnread(text: string): boolean {
    return !/^\s*[[{]/.test(text) || this.#allowance.spend(countUpTo(membersMax, text, ":"));
  }

  #learnName(name: string): boolean {
    this.#met ??= new Set();
    if (this.#met.has(name)) return true;
    if (this.#met.size >= metMax) this.#met.clear();
    this.#met.add(name);
    return this.#allowance.spend(1);
  }
}
