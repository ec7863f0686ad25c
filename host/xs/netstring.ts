import { Buffer } from "node:buffer";

const colon = 0x3a;
const comma = 0x2c;
const maxLengthDigits = 9;

/** Encodes one message as a netstring: `<decimal length>:<kind><body>,`. `kind` is one ASCII character. */
export function encodeNetstring(kind: string, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${body.byteLength + 1}:${kind}`), body, Buffer.from(",")]);
}

/**
 * Splits a byte stream into netstring messages. The returned function takes the next bytes of the stream and
 * calls `onMessage` for each complete message (kind byte first). It throws an Error when the stream is not
 * made of netstrings or a message is longer than `maxMessageBytes`.
 */
export function createNetstringReader(maxMessageBytes: number, onMessage: (message: Buffer) => void) {
  let chunks: Buffer[] = [];
  let bufferedBytes = 0;
  let neededBytes = 1;
  return (chunk: Buffer): void => {
    chunks.push(chunk);
    bufferedBytes += chunk.byteLength;
    // Joining only when a whole message can be there keeps large messages linear.
    if (bufferedBytes < neededBytes) return;
    let rest = chunks.length === 1 ? chunk : Buffer.concat(chunks);
    for (;;) {
      const frame = readFrame(rest, maxMessageBytes);
      if (rest.byteLength < frame.endsAt) {
        neededBytes = frame.endsAt;
        break;
      }
      if (rest[frame.endsAt - 1] !== comma) throw new Error("a message does not end where its length says");
      onMessage(rest.subarray(frame.startsAt, frame.endsAt - 1));
      rest = rest.subarray(frame.endsAt);
    }
    chunks = rest.byteLength > 0 ? [rest] : [];
    bufferedBytes = rest.byteLength;
  };
}

function readFrame(bytes: Buffer, maxMessageBytes: number): { startsAt: number; endsAt: number } {
  const at = bytes.subarray(0, maxLengthDigits + 1).indexOf(colon);
  if (at < 0) {
    if (bytes.byteLength > maxLengthDigits) throw new Error("a message does not start with its length");
    return { startsAt: 0, endsAt: bytes.byteLength + 1 };
  }
  const digits = bytes.toString("latin1", 0, at);
  const length = /^\d+$/.test(digits) ? Number(digits) : 0;
  if (length < 1) throw new Error("a message has no valid length");
  if (length > maxMessageBytes)
    throw new Error(`a message of ${length} bytes is over the limit of ${maxMessageBytes}`);
  return { startsAt: at + 1, endsAt: at + 1 + length + 1 };
}
