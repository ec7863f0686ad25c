/**
 * What the SDK's HTTP client can't stand in an answer: an endless header, a malformed chunk size (it waits for ever), trailers (it
 * throws, from a timer). And the end of a chunk inside of a delivery: it goes on from a timer then, outside of every guard; so each
 * delivery ends where a chunk's data ends.
 */
import { frozen } from "../../core/frozen.js";
import type { ChannelEnd } from "../../core/ports.js";
import type { Feed } from "./line.js";

const headerMaxBytes = 16_384;
const sizeLineMaxBytes = 256;
const trailerMaxBytes = 8_192;
const newline = 10;
const emptyLine = "\r\n";

/** `size`, `dataEnd`, `trailer`, `header`: lines. `data`: the rest of a chunk. `plain`: whatever comes. */
type Phase = "header" | "plain" | "size" | "data" | "dataEnd" | "trailer" | "over";

const lineLimits = frozen({
  header: headerMaxBytes,
  size: sizeLineMaxBytes,
  dataEnd: emptyLine.length,
  trailer: trailerMaxBytes,
});

/** @param isChunked asked when the header has been delivered */
export function httpFeed(isChunked: () => boolean, fail: (end: ChannelEnd) => void): Feed {
  let phase: Phase = "header";
  /** Of the present block: the header, the trailer, or one line elsewhere. */
  let blockBytes = 0;
  /** The present line; of a long one only the first and last bytes matter. */
  let line = "";
  let chunkLeft = 0;

  const next = (to: Phase): void => {
    phase = to;
    blockBytes = 0;
  };
  const wrong = (detail: string): void => {
    next("over");
    fail({ kind: "malformed", detail });
  };

  /** @returns whether what came so far must be delivered at once */
  const endOfLine = (text: string): boolean => {
    if (!text.endsWith(emptyLine)) wrong("a line of the answer ends wrongly");
    else if (phase === "dataEnd" && text === emptyLine) next("size");
    else if (phase === "dataEnd") wrong("a chunk is longer than it says");
    else if (phase === "size") {
      const size = /^([0-9a-f]{1,7})[ \t]*(?:;.*)?\r\n$/i.exec(text)?.[1];
      if (size === undefined) wrong("a chunk has no size");
      chunkLeft = Number.parseInt(size ?? "0", 16);
      if (size !== undefined) next(chunkLeft === 0 ? "trailer" : "data");
      return chunkLeft === 0;
    } else return text === emptyLine;
    return false;
  };

  /** Reads one byte of a line; what `endOfLine` says at its end, otherwise false. */
  const readByte = (byte: number, limitBytes: number): boolean => {
    blockBytes += 1;
    if (blockBytes > limitBytes) wrong("the header of the answer is too long");
    // Kept short: XS copies the whole string for every byte.
    const kept = phase === "size" || line.length < 4 ? line : line.slice(0, 2) + line.slice(-1);
    line = kept + String.fromCharCode(byte);
    if (byte !== newline || phase === "over") return false;
    const text = line;
    line = "";
    return endOfLine(text);
  };

  return {
    received(bytes, deliver) {
      let from = 0;
      for (let at = 0; at < bytes.length && phase !== "over"; ) {
        if (phase === "plain") break;
        if (phase === "data") {
          const step = Math.min(chunkLeft, bytes.length - at);
          chunkLeft -= step;
          at += step;
          if (chunkLeft > 0) break;
          next("dataEnd");
          deliver(bytes.subarray(from, at));
          from = at;
          continue;
        }
        const before: Phase = phase;
        const cut = readByte(bytes[at++] ?? 0, lineLimits[phase]);
        if (before === "trailer") {
          // The client throws on trailers: only the end of them is shown to it.
          from = at;
          if (cut) {
            next("over");
            deliver(new Uint8Array([13, newline]));
          }
        } else if (cut) {
          deliver(bytes.subarray(from, at));
          from = at;
          if (before === "header" && phase === "header") next(isChunked() ? "size" : "plain");
        }
      }
      if (phase !== "over" && phase !== "trailer" && from < bytes.length) deliver(bytes.subarray(from));
    },
  };
}
