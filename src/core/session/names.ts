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

/** What every server says: it lies in flash and need not be remembered. To ask for a name that XS has met already costs no memory. */
// biome-ignore format: a list of words reads best filled
const ordinaryNames: Readonly<Record<string, unknown>> = frozen({
  type: 1, session_id: 1, text: 1, state: 1, emotion: 1, index: 1, is_aborted: 1, status: 1, message: 1, event: 1, action: 1, notify: 1, name: 1,
  config_updated: 1, command: 1, error: 1, msg: 1, code: 1, data: 1, source: 1, timestamp: 1,
  payload: 1, jsonrpc: 1, id: 1, method: 1, params: 1, arguments: 1, cursor: 1, withUserTools: 1, protocolVersion: 1, capabilities: 1, clientInfo: 1,
  version: 1, vision: 1, url: 1, token: 1, tools: 1, result: 1,
  transport: 1, features: 1, mcp: 1, audio_params: 1, format: 1, sample_rate: 1, channels: 1, frame_duration: 1,
  udp: 1, server: 1, port: 1, encryption: 1, key: 1, nonce: 1,
  glyph_push: 1, v: 1, bundle: 1, size: 1, bpp: 1, glyphs: 1, codepoint: 1, adv_w: 1, box_w: 1, box_h: 1, ofs_x: 1, ofs_y: 1, bitmap: 1,
});

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
      if (ordinaryNames[name] !== 1 && !this.#learnName(name)) return false;
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
