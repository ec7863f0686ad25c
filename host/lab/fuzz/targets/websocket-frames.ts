import * as ws from "ws";
import { webSocketFeed } from "../../../../src/moddable/net/websocket-feed.js";
import { joined, mutatedBytes } from "../bytes/mutate.js";
import { bytesOf, piecesOf, type Stream, shorterStream, streamOf } from "../bytes/stream.js";
import { type Fed, type FeedCallbacks, feed, mustNotDependOnCuts, sameBytes } from "../oracles/feed.js";
import { type Plan, pick } from "../plan.js";
import { must, target } from "../target.js";

/** Small: the limit is a setting, and a case with a large one takes long. */
const messageMaxBytes = 700;
const continuation = 0;
const text = 1;
const binary = 2;
const close = 8;
const ping = 9;
const pong = 10;

interface Frame {
  readonly opcode: number;
  readonly payload: Uint8Array;
  readonly final: boolean;
  readonly reserved: number;
  readonly masked: boolean;
  /** Bytes of the length beside the short one: 0, 2 or 8; `undefined` as the size needs. */
  readonly lengthBytes: 0 | 2 | 8 | undefined;
  /** What the header says, if not the truth. */
  readonly declared: number | undefined;
}

const ascii = (words: string): Uint8Array => new Uint8Array(Buffer.from(words));
const frame = (opcode: number, payload: Uint8Array, final = true): Frame => ({
  opcode,
  payload,
  final,
  reserved: 0,
  masked: false,
  lengthBytes: undefined,
  declared: undefined,
});

const examples: readonly (readonly Frame[])[] = [
  [frame(text, ascii('{"type":"hello","transport":"websocket"}'))],
  [
    frame(text, ascii('{"type":"stt",'), false),
    frame(ping, ascii("p")),
    frame(continuation, ascii('"text":"x"}')),
  ],
  [frame(binary, new Uint8Array(300).fill(7)), frame(pong, new Uint8Array(0)), frame(text, ascii("a"))],
  [frame(text, ascii("last words")), frame(close, new Uint8Array([3, 232, 98, 121, 101]))],
  [frame(text, new Uint8Array(messageMaxBytes).fill(0x61))],
  [
    frame(binary, new Uint8Array(350), false),
    frame(continuation, new Uint8Array(350)),
    frame(close, new Uint8Array(0)),
  ],
];

const sizes = [0, 1, 2, 124, 125, 126, 127, 128, 350, 351, 699, 700, 701];
const declaredSizes = [
  0,
  1,
  125,
  126,
  127,
  128,
  700,
  701,
  65_535,
  65_536,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  2 ** 63,
];

type FrameOp = (frame: Frame, arg: number, all: Frame[], at: number) => void;
const change = (all: Frame[], at: number, changes: Partial<Frame>): void => {
  const old = all[at];
  if (old !== undefined) all[at] = { ...old, ...changes };
};
const frameOps: readonly FrameOp[] = [
  ({ final }, _arg, all, at) => change(all, at, { final: !final }),
  (_frame, arg, all, at) => change(all, at, { reserved: arg % 8 }),
  (_frame, arg, all, at) => change(all, at, { opcode: arg % 16 }),
  ({ masked }, _arg, all, at) => change(all, at, { masked: !masked }),
  (_frame, arg, all, at) => change(all, at, { lengthBytes: pick([0, 2, 8], arg) }),
  (_frame, arg, all, at) => change(all, at, { declared: pick(declaredSizes, arg) }),
  (_frame, arg, all, at) => change(all, at, { payload: new Uint8Array(pick(sizes, arg)).fill(arg) }),
  (_frame, _arg, all, at) => void all.splice(at, 1),
  (old, _arg, all, at) => void all.splice(at, 0, old),
  (_frame, arg, all, at) => void all.splice(at + (arg % 2), 0, ...pick(examples, arg >> 1)),
  (_frame, arg, all, at) =>
    void all.splice(at, 0, frame(pick([close, ping, pong], arg), new Uint8Array((arg >> 2) % 127))),
  // In two: the second part goes on with the message.
  ({ payload, opcode, final }, arg, all, at) => {
    const middle = arg % (payload.length + 1);
    all.splice(
      at,
      1,
      frame(opcode, payload.slice(0, middle), false),
      frame(continuation, payload.slice(middle), final),
    );
  },
];
/** The rest of the numbers change bytes. */
const frameOpsTo = 48;

function bytesOfFrame({
  opcode,
  payload,
  final,
  reserved,
  masked,
  lengthBytes,
  declared,
}: Frame): Uint8Array {
  const length = declared ?? payload.length;
  const needed = length > 65_535 ? 8 : length > 125 ? 2 : 0;
  const extra = lengthBytes ?? needed;
  const header = new Uint8Array(2 + extra + (masked ? 4 : 0));
  const view = new DataView(header.buffer);
  header[0] = (final ? 0x80 : 0) | (reserved << 4) | opcode;
  header[1] = (masked ? 0x80 : 0) | (extra === 0 ? Math.min(length, 125) : extra === 2 ? 126 : 127);
  if (extra === 2) view.setUint16(2, length);
  if (extra === 8) view.setBigUint64(2, BigInt(length));
  return joined([header, payload]);
}

function streamOfPlan({ example, mutations, extras }: Plan): Stream {
  const frames = [...pick(examples, example)];
  for (const { op, at, arg } of mutations) {
    if (op >= frameOpsTo || frames.length > 40) continue;
    const place = at % Math.max(1, frames.length);
    pick(frameOps, op)(frames[place] ?? frame(text, new Uint8Array(0)), arg, frames, place);
  }
  let bytes = joined(frames.map(bytesOfFrame));
  for (const { op, at, arg } of mutations) if (op >= frameOpsTo) bytes = mutatedBytes(bytes, op, at, arg);
  return streamOf(bytes, extras);
}

export const websocketFrames = target<Stream>({
  name: "websocket-frames",
  about:
    "frames of a websocket server behind a good handshake, whole and cut, also given to the receiver of ws",
  cases: 30_000,
  size: { examples: examples.length, mutationsMax: 3, extrasMax: 5 },
  make: streamOfPlan,
  judge(stream) {
    const bytes = bytesOf(stream);
    const whole = fed([bytes]);
    mustNotDependOnCuts(whole, fed(piecesOf(stream)));
    judgeUnits(whole, bytes);
    judgeByReceiver(whole, bytes);
    return (
      whole.end?.kind ?? (whole.units.some((unit) => ((unit[0] ?? 0) & 15) === close) ? "closed" : "open")
    );
  },
  reaches: ["open", "closed", "malformed", "tooLarge"],
  shorter: shorterStream,
});

const key = "dGhlIHNhbXBsZSBub25jZQ==";
const request = ascii(`GET / HTTP/1.1\r\nSec-WebSocket-Key: ${key}\r\n\r\n`);
/** The digest does not matter here: the handshake is another target. */
const sha1 = () => new Uint8Array(20);
const handshake = ascii(
  `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${"A".repeat(27)}=\r\n\r\n`,
);

/** What comes of the frames; the answer to the handshake is taken off. */
function fed(pieces: readonly Uint8Array[]): Fed {
  const { units, end } = feed(opened, pieces);
  return { units, end };
}

function opened({ fail }: FeedCallbacks) {
  const feeding = webSocketFeed({ messageMaxBytes, sha1, fail });
  feeding.sending?.(request);
  let answers = 0;
  feeding.received(handshake, () => {
    answers += 1;
  });
  must(answers === 1, "a good handshake is not delivered once");
  return feeding;
}

/** What is delivered is the beginning of what came, in whole frames that keep to RFC 6455. */
function judgeUnits({ units }: Fed, bytes: Uint8Array): void {
  const delivered = joined(units);
  must(delivered.length <= bytes.length, "more is delivered than came");
  must(sameBytes(delivered, bytes.subarray(0, delivered.length)), "other bytes are delivered than came");
  let message: number | undefined;
  for (const unit of units) {
    const [first = 0, second = 0] = unit;
    const opcode = first & 15;
    const isFinal = first >= 0x80;
    must((first & 0x70) === 0, "a frame with reserved bits is delivered");
    must(second < 0x80, "a masked frame is delivered");
    must(unit.length === headerBytes(second) + lengthOf(unit), "a delivery is not one frame");
    if (opcode >= close) {
      must(opcode <= pong && isFinal && second <= 125, "a broken control frame is delivered");
      continue;
    }
    must(
      opcode <= binary && (opcode === continuation) === (message !== undefined),
      "fragments are delivered out of order",
    );
    message = (message ?? 0) + lengthOf(unit);
    must(message <= messageMaxBytes, "a message over the cap is delivered");
    if (isFinal) message = undefined;
  }
}

const headerBytes = (second: number): number => (second < 126 ? 2 : second === 126 ? 4 : 10);

function lengthOf(unit: Uint8Array): number {
  const view = new DataView(unit.buffer, unit.byteOffset, unit.byteLength);
  const short = (unit[1] ?? 0) & 0x7f;
  if (short < 126) return short;
  return short === 126 ? view.getUint16(2) : Number(view.getBigUint64(2));
}

const bodyOf = (unit: Uint8Array): Uint8Array => unit.subarray(headerBytes(unit[1] ?? 0));

/** The messages in what was delivered, up to a close. */
function messagesIn(units: readonly Uint8Array[]): readonly string[] {
  const told: string[] = [];
  let parts: Uint8Array[] = [];
  let kind = text;
  for (const unit of units) {
    const opcode = (unit[0] ?? 0) & 15;
    if (opcode === close) return [...told, "close"];
    if (opcode > close) {
      told.push(`${opcode}:${hex(bodyOf(unit))}`);
      continue;
    }
    if (opcode !== continuation) kind = opcode;
    parts.push(bodyOf(unit));
    if ((unit[0] ?? 0) < 0x80) continue;
    told.push(`${kind}:${hex(joined(parts))}`);
    parts = [];
  }
  return told;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** As far as its types are missing in `@types/ws`. */
interface Receiver {
  on(event: "message", told: (data: Buffer, isBinary: boolean) => void): void;
  on(event: "ping" | "pong", told: (data: Buffer) => void): void;
  on(event: "conclude", told: () => void): void;
  _write(chunk: Buffer, encoding: string, done: (error?: Error) => void): void;
}
const { Receiver } = ws as unknown as { Receiver: new (options: object) => Receiver };

/** A well-kept receiver hears the same messages, and stops where the feed stops. */
function judgeByReceiver({ units, end }: Fed, bytes: Uint8Array): void {
  const receiver = new Receiver({ maxPayload: messageMaxBytes, skipUTF8Validation: true });
  const told: string[] = [];
  let failed = false;
  receiver.on("message", (data, isBinary) => told.push(`${isBinary ? binary : text}:${hex(data)}`));
  receiver.on("ping", (data) => told.push(`${ping}:${hex(data)}`));
  receiver.on("pong", (data) => told.push(`${pong}:${hex(data)}`));
  receiver.on("conclude", () => told.push("close"));
  // In the same turn: what `write` calls, without the stream's own errors in a later one.
  receiver._write(Buffer.from(bytes), "buffer", (error) => {
    failed ||= error !== undefined && error !== null;
  });
  const heard = messagesIn(units);
  const isClosed = heard.at(-1) === "close";
  // Codes of a close frame are the client's business: ws refuses some.
  if (isClosed && failed) told.push("close");
  must(
    JSON.stringify(heard) === JSON.stringify(told),
    `the receiver of ws hears ${told.length} messages, not ${heard.length}, or others`,
  );
  if (!isClosed)
    must(
      failed === (end !== undefined),
      failed ? "ws refuses what is delivered" : "ws takes what is refused",
    );
}
