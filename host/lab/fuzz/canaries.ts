/** Parsers that are broken on purpose: a fuzz that does not find them proves nothing about the real ones. */
import { decodeReply } from "../../../src/core/ota/reply.js";
import { decodeServerMessage } from "../../../src/core/session/codec.js";
import { mqttFeed } from "../../../src/moddable/net/mqtt-feed.js";
import type { Patience } from "./run.js";
import type { Target } from "./target.js";
import { mqttTarget } from "./targets/mqtt-packets.js";
import { replyTarget } from "./targets/ota-reply.js";
import { messageTarget } from "./targets/server-message.js";

export interface Canary {
  readonly name: string;
  readonly target: Target;
  readonly mustSay: RegExp;
  /** The longest that the shrunk input may be, as JSON. */
  readonly shrinksToChars: number;
  /** For what would take the usual patience to its end. */
  readonly patience?: Patience;
}

const little: Patience = { batchMs: 2_000, caseMs: 400, shrinkMs: 1_000 };

/** As a decoder that spreads what it reads over objects of its own. */
function pollute(text: string): void {
  const parsed = JSON.parse(text) as object;
  if (Object.hasOwn(parsed, "__proto__"))
    Object.defineProperty(Object.prototype, "polluted", {
      value: 1,
      enumerable: true,
      configurable: true,
      writable: true,
    });
}

export const canaries: readonly Canary[] = [
  {
    name: "a text is shown as it came",
    target: messageTarget((text) => {
      const message = decodeServerMessage(text);
      return message?.type === "stt"
        ? { type: "stt", text: String(JSON.parse(text).text).slice(0, 500) }
        : message;
    }),
    mustSay: /control, bidi or invisible|half a character/,
    shrinksToChars: 60,
  },
  {
    name: "a limit is missing",
    target: messageTarget((text) => decodeServerMessage(text) ?? ignored(text)),
    mustSay: /reads what is no JSON object within the limits/,
    shrinksToChars: 1_200,
  },
  {
    name: "an error is thrown",
    target: messageTarget((text) => {
      encodeURIComponent(text);
      return decodeServerMessage(text);
    }),
    mustSay: /URIError/,
    shrinksToChars: 10,
  },
  {
    name: "a loop has no end",
    target: messageTarget((text) => {
      while (text.includes('"state":"stop"'));
      return decodeServerMessage(text);
    }),
    mustSay: /never comes to an end/,
    shrinksToChars: 2_000,
    patience: little,
  },
  {
    name: "a long text takes long",
    target: messageTarget((text) => {
      const before = process.cpuUsage();
      while (text.length > 600 && process.cpuUsage(before).user < 120_000);
      return decodeServerMessage(text);
    }),
    mustSay: /takes more than 100 ms|never comes to an end/,
    shrinksToChars: 60_000,
    patience: little,
  },
  {
    name: "a key becomes a key of every object",
    target: messageTarget((text) => {
      const message = decodeServerMessage(text);
      if (message !== undefined) pollute(text);
      return message;
    }),
    mustSay: /Object\.prototype/,
    shrinksToChars: 40,
  },
  {
    name: "a token is quoted",
    target: replyTarget((reply, utcMs) => {
      const result = decodeReply(reply, utcMs);
      return result.ok || reply.status === 200
        ? result
        : { ok: false, failure: { kind: "http", status: reply.status, text: reply.body.slice(0, 120) } };
    }),
    mustSay: /credential|line break|control|half/,
    shrinksToChars: 300,
  },
  {
    name: "an unbound device is taken for bound",
    target: replyTarget((reply, utcMs) => {
      const result = decodeReply(reply, utcMs);
      if (!result.ok || result.value.websocket === undefined) return result;
      const { activation: _lost, ...value } = result.value;
      return { ok: true, value };
    }),
    mustSay: /taken for bound/,
    shrinksToChars: 200,
  },
  {
    name: "a packet is judged by what has come of it so far",
    target: mqttTarget((settings) => {
      const feed = mqttFeed(settings);
      return {
        received(bytes, deliver) {
          if (bytes.length === 1 && (bytes[0] ?? 0) === 0x30)
            settings.fail({ kind: "malformed", detail: "short" });
          else feed.received(bytes, deliver);
        },
      };
    }),
    mustSay: /in one piece it ends with/,
    shrinksToChars: 80,
  },
];

/** As if nothing were too long, too deep or too much. */
function ignored(text: string): ReturnType<typeof decodeServerMessage> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
      ? { type: "unknown", name: "" }
      : undefined;
  } catch {
    return undefined;
  }
}
