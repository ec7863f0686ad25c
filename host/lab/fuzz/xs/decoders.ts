/** The decoders that also run in XS: text to what was read, as JSON. The same file runs in both engines. */
import { decodeReply } from "../../../../src/core/ota/reply.js";
import { decodeServerMessage } from "../../../../src/core/session/codec.js";
import { decodeServerHello } from "../../../../src/core/session/hello.js";

const utcMs = 1_790_000_000_000;

/** `JSON.stringify` leaves out what is undefined. */
const told = (value: unknown): string => JSON.stringify(value) ?? "nothing";

export const decoders = {
  "ota-reply": (text: string) => told(decodeReply({ ok: true, status: 200, headers: {}, body: text }, utcMs)),
  "server-message": (text: string) => told(decodeServerMessage(text)),
  "server-hello": (text: string) =>
    told([decodeServerHello(text, "websocket"), decodeServerHello(text, "mqtt")]),
  /** For the canary: what no decoder of the core does, to parse before it has counted. */
  "no-limits": (text: string) => {
    try {
      return told(JSON.parse(text) !== undefined);
    } catch {
      return "no JSON";
    }
  },
} as const;

export type DecoderName = keyof typeof decoders;

export const decoderNames = Object.keys(decoders) as readonly DecoderName[];
