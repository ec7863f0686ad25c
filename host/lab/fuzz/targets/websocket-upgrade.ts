import { createHash } from "node:crypto";
import { webSocketFeed } from "../../../../src/moddable/net/websocket-feed.js";
import { mutatedBytes } from "../bytes/mutate.js";
import { bytesOf, piecesOf, type Stream, shorterStream, streamOf } from "../bytes/stream.js";
import { type FeedCallbacks, feed, mustNotDependOnCuts } from "../oracles/feed.js";
import { type Plan, pick } from "../plan.js";
import { must, target } from "../target.js";

const key = "dGhlIHNhbXBsZSBub25jZQ==";
const sha1 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash("sha1").update(bytes).digest());
/** The example of RFC 6455 §1.3. */
const accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

const examples: readonly (readonly string[])[] = [
  [
    "HTTP/1.1 101 Switching Protocols",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Accept: ${accept}`,
  ],
  [
    "HTTP/1.1 101 ",
    "connection: keep-alive, upgrade",
    `sec-websocket-accept:${accept}\t`,
    "upgrade:WebSocket",
    "server: x",
  ],
  ["HTTP/1.1 401 Unauthorized", "Content-Length: 0"],
  ["HTTP/1.0 200 OK", "Content-Type: text/html", "", "<html>"],
];

const lines = [
  "Sec-WebSocket-Extensions: permessage-deflate",
  "Sec-WebSocket-Protocol: x",
  "Sec-WebSocket-Protocol:",
  "Upgrade: h2c",
  "Connection: close",
  " folded: line",
  `Sec-WebSocket-Accept: ${accept}x`,
  `Sec-WebSocket-Accept : ${accept}`,
  "X: \u0000",
  `X: ${"a".repeat(8_200)}`,
  "HTTP/1.1 200 OK",
  "",
];
const firstLines = [
  "HTTP/1.1 101",
  "HTTP/2 101 x",
  "HTTP/1.1 1010 x",
  "http/1.1 101 x",
  "HTTP/1.1 100 Continue",
  "HTTP/1.1 999 x",
  "HTTP/1.1 503 x",
  "",
];

function answerOf({ example, mutations, extras }: Plan): Stream {
  const head = [...pick(examples, example)];
  let ending = "\r\n";
  for (const { op, at, arg } of mutations) {
    const place = at % Math.max(1, head.length);
    const line = head[place] ?? "";
    if (op < 8) head.splice(place, 1);
    else if (op < 16) head.splice(place + (op % 2), 0, pick(lines, arg));
    else if (op < 20) head.splice(place, 0, line);
    else if (op < 26) head[0] = pick(firstLines, arg);
    else if (op < 32)
      head[place] =
        op % 2 === 0 ? line.toUpperCase() : line.replace(":", pick([": ", " :", ":\t ", "", "::"], arg));
    else if (op < 36) ending = pick(["\n", "\r", "\r\n", "\n\r"], arg);
    else if (op < 44)
      head[place] =
        line.slice(0, arg % (line.length + 1)) +
        pick([" ", ",", "\u0000", "ü", "\r", "upgrade"], arg) +
        line.slice(arg % (line.length + 1));
  }
  let bytes = new Uint8Array(Buffer.from(`${head.join(ending)}${ending}${ending}`));
  for (const { op, at, arg } of mutations)
    if (op >= 52) bytes = new Uint8Array(mutatedBytes(bytes, op, at, arg));
  return streamOf(bytes, extras);
}

export const websocketUpgrade = target<Stream>({
  name: "websocket-upgrade",
  about: "answers to the opening handshake of a websocket, whole and cut",
  cases: 25_000,
  size: { examples: examples.length, extrasMax: 4 },
  make: answerOf,
  judge(stream) {
    const bytes = bytesOf(stream);
    const make = ({ fail }: FeedCallbacks) => {
      const feeding = webSocketFeed({ messageMaxBytes: 100, sha1, fail });
      feeding.sending?.(new Uint8Array(Buffer.from(`GET / HTTP/1.1\r\nSec-WebSocket-Key: ${key}\r\n\r\n`)));
      return feeding;
    };
    const whole = feed(make, [bytes]);
    mustNotDependOnCuts(whole, feed(make, piecesOf(stream)));
    const { end } = whole;
    must(
      end === undefined || ["malformed", "refused"].includes(end.kind) || whole.units.length > 0,
      "an end of another kind",
    );
    const text = Buffer.from(bytes).toString("latin1");
    const headEnd = text.indexOf("\r\n\r\n");
    if (headEnd >= 0 && headEnd < 8_000) judgeHead(text.slice(0, headEnd), whole.units.length > 0, end);
    return whole.units.length > 0 ? "open" : (end?.kind ?? "waiting");
  },
  reaches: ["open", "refused", "malformed", "waiting"],
  shorter: shorterStream,
});

/** Read line by line, as RFC 9112 has it. */
function judgeHead(
  head: string,
  isOpen: boolean,
  end: { readonly kind: string; readonly status?: number } | undefined,
): void {
  const [first = "", ...rest] = head.split("\r\n");
  const status = /^HTTP\/1\.[01] ([1-5][0-9]{2})(?:[ \r]|$)/.exec(first)?.[1];
  if (end?.kind === "refused")
    must(status === String(end.status) && status !== "101", "another status is told");
  if (!isOpen) return;
  must(status === "101", "open without a 101");
  const values = (name: string) =>
    rest.flatMap((line) => {
      const [, found = "", value = ""] = /^([^:]*):(.*)$/s.exec(line) ?? [];
      return found.trim().toLowerCase() === name ? [value.trim()] : [];
    });
  must(
    values("upgrade").some((value) => value.toLowerCase() === "websocket"),
    "open without an upgrade to websocket",
  );
  must(
    values("connection").some((value) => /(^|[, ])upgrade($|[, ])/i.test(value)),
    "open without a connection upgrade",
  );
  must(values("sec-websocket-accept").includes(accept), "open without the right key");
  const extensions = values("sec-websocket-extensions");
  must(
    extensions.every((value) => value === ""),
    "open with an extension",
  );
  must(!/[\r\n]/.test(head.replaceAll("\r\n", "")), "open with half a line break");
}
