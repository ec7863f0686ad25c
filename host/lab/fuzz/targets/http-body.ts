import { httpFeed } from "../../../../src/moddable/net/http-feed.js";
import { joined, mutatedBytes } from "../bytes/mutate.js";
import { bytesOf, piecesOf, type Stream, shorterStream, streamOf } from "../bytes/stream.js";
import { type Fed, feed, sameBytes } from "../oracles/feed.js";
import { type Plan, pick } from "../plan.js";
import { must, target } from "../target.js";

const chunkedHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const examples: readonly (readonly string[])[] = [
  [chunkedHead, '4\r\n{"a"\r\n', "3\r\n:1}\r\n", "0\r\n\r\n"],
  [
    chunkedHead,
    "1A;name=value\r\nabcdefghijklmnopqrstuvwxyz\r\n",
    "0\r\n",
    "Trailer: x\r\nOther: y\r\n",
    "\r\n",
  ],
  ["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "hello"],
  [chunkedHead, "0\r\n\r\n"],
];
const parts = [
  "0\r\n",
  "\r\n",
  "g\r\n",
  "-1\r\n",
  "fffffff\r\n",
  "10000000\r\n",
  "5 \r\nhello\r\n",
  "2\r\nabc\r\n",
  "1\nx\n",
  `3;${"x".repeat(300)}\r\nabc\r\n`,
  `${"t".repeat(8_200)}: x\r\n`,
  `X: ${"h".repeat(16_400)}\r\n`,
];

function answerOf({ example, mutations, extras }: Plan): Stream {
  const pieces = [...pick(examples, example)];
  for (const { op, at, arg } of mutations) {
    const place = at % Math.max(1, pieces.length);
    if (op < 8) pieces.splice(place, 1);
    else if (op < 28) pieces.splice(place + (op % 2), 0, pick(parts, arg));
    else if (op < 36) pieces.splice(place, 0, pieces[place] ?? "");
  }
  let bytes: Uint8Array = new Uint8Array(Buffer.from(pieces.join("")));
  for (const { op, at, arg } of mutations) if (op >= 44) bytes = mutatedBytes(bytes, op, at, arg);
  return streamOf(bytes, extras);
}

export const httpBody = target<Stream>({
  name: "http-body",
  about: "answers in chunks, whole and cut",
  cases: 30_000,
  size: { examples: examples.length, mutationsMax: 3, extrasMax: 5 },
  make: answerOf,
  judge(stream) {
    const bytes = bytesOf(stream);
    const text = Buffer.from(bytes).toString("latin1");
    const seenByClient = asTheClientKnowsIt(text);
    const isChunked = () =>
      /transfer-encoding: chunked/i.test(seenByClient.slice(0, headEndOf(seenByClient)));
    const run = (pieces: readonly Uint8Array[]): Fed => feed(({ fail }) => httpFeed(isChunked, fail), pieces);
    const whole = run([bytes]);
    const split = run(piecesOf(stream));
    must(
      JSON.stringify(whole.end) === JSON.stringify(split.end),
      "the end depends on where the stream was cut",
    );
    // Of a stream that is refused, more or less may have been delivered before.
    if (whole.end === undefined)
      must(
        sameBytes(joined(whole.units), joined(split.units)),
        "what is delivered depends on where the stream was cut",
      );
    for (const { units } of [whole, split]) judgeUnits(units, isChunked());
    return whole.end?.kind ?? judgeWhole(seenByClient, isChunked(), whole);
  },
  reaches: ["malformed", "plain", "body", "unfinished"],
  shorter: shorterStream,
});

/**
 * The answer in the one form that the client knows: no empty lines before it, no interim answer, a status without a reason, lines of the
 * header that end in CR and LF. Empty until the status line has ended.
 */
function asTheClientKnowsIt(text: string): string {
  const answer = text.replace(/^(?:\r?\n)+/, "");
  const status = /^HTTP\/[0-9.]+ +([1-9][0-9]{2})(?:[ \r][^\n]*)?\n/.exec(answer);
  if (status === null) return "";
  const rest = answer.slice(status[0].length);
  const empty = /^\r?\n|(?<=\n)\r?\n/.exec(rest);
  const headEnd = empty === null ? rest.length : empty.index + empty[0].length;
  if (status[1]?.startsWith("1") && status[1] !== "101") return asTheClientKnowsIt(rest.slice(headEnd));
  return `HTTP/1.1 ${status[1]} \r\n${rest.slice(0, headEnd).replace(/\r?\n/g, "\r\n")}${rest.slice(headEnd)}`;
}

/** Behind the first empty line; 0 if there is none. */
function headEndOf(text: string): number {
  const at = text.indexOf("\r\n\r\n");
  return at < 0 ? 0 : at + 4;
}

/** The client survives the end of a chunk only at the end of a delivery. */
function judgeUnits(units: readonly Uint8Array[], isChunked: boolean): void {
  const text = Buffer.from(joined(units)).toString("latin1");
  const headEnd = headEndOf(text);
  if (!isChunked || headEnd === 0) return;
  const ends = new Set<number>();
  let delivered = 0;
  for (const unit of units) {
    delivered += unit.length;
    ends.add(delivered);
  }
  must(ends.has(headEnd), "the header is delivered together with what follows it");
  for (const dataEnd of chunksIn(text, headEnd).dataEnds)
    if (dataEnd <= text.length) must(ends.has(dataEnd), "the end of a chunk is inside of a delivery");
}

interface Chunks {
  readonly body: string;
  readonly dataEnds: readonly number[];
  readonly state: "over" | "unfinished" | "broken";
}

/** RFC 9112 §7.1, written down once more. */
function chunksIn(text: string, from: number): Chunks {
  const dataEnds: number[] = [];
  let body = "";
  for (let at = from; ; ) {
    const match = /^([0-9a-f]{1,7})[ \t]*(?:;[^\n]*)?\r\n/i.exec(text.slice(at, at + 300));
    if (match === null) {
      const rest = text.slice(at);
      return { body, dataEnds, state: rest.includes("\n") || rest.length > 256 ? "broken" : "unfinished" };
    }
    const size = Number.parseInt(match[1] ?? "", 16);
    at += match[0].length;
    if (size === 0) return { body, dataEnds, state: "over" };
    dataEnds.push(at + size);
    if (at + size + 2 > text.length) return { body, dataEnds, state: "unfinished" };
    body += text.slice(at, at + size);
    at += size;
    if (text.slice(at, at + 2) !== "\r\n") {
      const isJudged = text.length > at + 2 || text.slice(at, at + 2).includes("\n");
      return { body, dataEnds, state: isJudged ? "broken" : "unfinished" };
    }
    at += 2;
  }
}

/** The client sees the same chunks that came. */
function judgeWhole(text: string, isChunked: boolean, { units }: Fed): string {
  const seen = Buffer.from(joined(units)).toString("latin1");
  const headEnd = headEndOf(text);
  if (headEnd === 0) return "no header";
  if (!isChunked) {
    must(seen === text, "a plain body is changed");
    return "plain";
  }
  const sent = chunksIn(text, headEnd);
  const got = chunksIn(seen, headEndOf(seen));
  must(sent.state !== "broken", "chunks that are none are delivered");
  must(sent.body === got.body && sent.state === got.state, "other chunks are delivered than came");
  return sent.state === "over" ? "body" : "unfinished";
}
