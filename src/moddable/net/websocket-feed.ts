/** Checks what a websocket server sends and gives it to the SDK's client one whole frame at a time. */
import { frozen } from "../../core/frozen.js";
import type { ChannelEnd } from "../../core/ports.js";
import { decodeUtf8Lossy } from "../../core/text/utf8.js";
import { ByteQueue } from "./byte-queue.js";
import type { Feed } from "./line.js";
import { acceptOf, judgeAnswer, mendRequest, plainAnswer } from "./websocket-upgrade.js";

const answerMaxBytes = 8_192;
const opcodes = frozen({ continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const);

export interface WebSocketFeedSettings {
  readonly messageMaxBytes: number;
  readonly sha1: (bytes: Uint8Array) => Uint8Array;
  readonly fail: (end: ChannelEnd) => void;
}

export function webSocketFeed(settings: WebSocketFeedSettings): Feed {
  let key: string | undefined;
  let open = false;
  const waiting = new ByteQueue();
  const frames = frameReader(settings.messageMaxBytes);

  /** @returns whether the connection is open now */
  const readAnswer = (): boolean => {
    const end = endOfHeader(waiting);
    if (end < 0) {
      if (waiting.sizeBytes > answerMaxBytes)
        settings.fail({ kind: "malformed", detail: "the answer to the upgrade is too long" });
      return false;
    }
    const answer = decodeUtf8Lossy(waiting.take(end));
    const wrong = judgeAnswer(answer, acceptOf(key ?? "", settings.sha1));
    if (wrong !== undefined) settings.fail(wrong);
    return wrong === undefined;
  };

  return {
    sending(bytes) {
      if (key !== undefined) return bytes;
      const mended = mendRequest(bytes);
      key = mended.key;
      return mended.bytes;
    },
    received(bytes, deliver) {
      waiting.append(bytes);
      if (!open) {
        open = readAnswer();
        if (!open) return;
        deliver(plainAnswer());
      }
      for (;;) {
        const frame = frames(waiting);
        if (frame === undefined) return;
        if (!(frame instanceof Uint8Array)) {
          settings.fail(frame);
          return;
        }
        deliver(frame);
      }
    },
  };
}

/** Where the bytes behind the empty line begin; -1 if it has not come. */
function endOfHeader(bytes: ByteQueue): number {
  const size = Math.min(bytes.sizeBytes, answerMaxBytes);
  for (let at = 3; at < size; at += 1)
    if (bytes.at(at) === 10 && bytes.at(at - 1) === 13 && bytes.at(at - 2) === 10 && bytes.at(at - 3) === 13)
      return at + 1;
  return -1;
}

/** @returns a function that takes the next whole frame; undefined if it is not there yet, an end if it breaks RFC 6455 §5 */
function frameReader(messageMaxBytes: number): (bytes: ByteQueue) => Uint8Array | ChannelEnd | undefined {
  /** Bytes of the message so far; undefined between messages. */
  let message: number | undefined;
  const malformed = (detail: string): ChannelEnd => ({ kind: "malformed", detail });
  return (bytes) => {
    if (bytes.sizeBytes < 2) return undefined;
    const first = bytes.at(0);
    const opcode = first & 0x0f;
    const final = first >= 0x80;
    const control = opcode >= opcodes.close;
    const short = bytes.at(1) & 0x7f;
    if ((first & 0x70) !== 0) return malformed("a frame has reserved bits");
    if ((opcode > opcodes.binary && !control) || opcode > opcodes.pong)
      return malformed("a frame has an unknown opcode");
    if (bytes.at(1) >= 0x80) return malformed("a server must not mask its frames");
    if (control && (!final || short > 125)) return malformed("a control frame is too long");
    if (!control && (opcode === opcodes.continuation) !== (message !== undefined))
      return malformed("fragments come out of order");
    const headerBytes = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (bytes.sizeBytes < headerBytes) return undefined;
    let length = short;
    if (headerBytes > 2) length = 0;
    for (let at = 2; at < headerBytes; at += 1) length = length * 256 + bytes.at(at);
    if (!control && (message ?? 0) + length > messageMaxBytes)
      return { kind: "tooLarge", limitBytes: messageMaxBytes };
    if (opcode === opcodes.close && length === 1) return malformed("a close frame has half a code");
    if (bytes.sizeBytes < headerBytes + length) return undefined;
    if (!control) message = final ? undefined : (message ?? 0) + length;
    return bytes.take(headerBytes + length);
  };
}
