/**
 * What the SDK's HTTP client can't stand in an answer: an endless header, a malformed chunk size (it waits for ever), trailers (it
 * throws, from a timer). And the end of a chunk inside of a delivery: it goes on from a timer then, outside of every guard; so each
 * delivery ends where a chunk's data ends.
 *
 * And what servers say that every other client takes: an empty line first, an interim answer (100, 103) before the real one, a status
 * without a reason, lines of the header that end in a line feed alone. The client gets all of these in the one form that it knows.
 */

import type { Result } from "../../core/failure.js";
import { frozen } from "../../core/frozen.js";
import type { ChannelEnd } from "../../core/ports.js";
import { encodeUtf8 } from "../../core/text/utf8.js";
import type { Feed } from "./line.js";

const headerMaxBytes = 16_384;
const statusLineMaxBytes = 512;
const sizeLineMaxBytes = 256;
const trailerMaxBytes = 8_192;
const newline = 10;
const emptyLine = "\r\n";

/**
 * `status`, `interim`, `header`, `size`, `dataEnd`, `trailer`: lines; of `status`, `interim` and `trailer` the client sees another form or
 * nothing. `data`: the rest of a chunk. `plain`: whatever comes.
 */
type Phase = "status" | "interim" | "header" | "plain" | "size" | "data" | "dataEnd" | "trailer" | "over";

const lineLimits = frozen({
  status: statusLineMaxBytes,
  interim: headerMaxBytes,
  header: headerMaxBytes,
  size: sizeLineMaxBytes,
  dataEnd: emptyLine.length,
  trailer: trailerMaxBytes,
});

/** How an answer says where its body ends: in chunks, after so many bytes, or (neither) when the connection does. */
export interface Framing {
  readonly chunked: boolean;
  readonly lengthBytes?: number;
}

/** @param headers names in lower case. The failure is a sentence for the log. */
export function framingOf(headers: ReadonlyMap<string, string>): Result<Framing, string> {
  const encoding = headers.get("transfer-encoding")?.toLowerCase() ?? "identity";
  if (encoding === "chunked") return { ok: true, value: { chunked: true } };
  if (encoding !== "identity") return { ok: false, failure: "the transfer encoding is not chunked" };
  const length = headers.get("content-length");
  if (length === undefined) return { ok: true, value: { chunked: false } };
  return /^[0-9]{1,15}$/.test(length)
    ? { ok: true, value: { chunked: false, lengthBytes: Number(length) } }
    : { ok: false, failure: "the content length is no number" };
}

/** @param isChunked asked when the header has been delivered */
export function httpFeed(isChunked: () => boolean, fail: (end: ChannelEnd) => void): Feed {
  let phase: Phase = "status";
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

  /** @returns the status line for the client, once it is there */
  const endOfStatus = (text: string): string | undefined => {
    // An empty line before the answer is the server's habit, not a header.
    if (text === emptyLine || text === "\n") return undefined;
    const status = /^HTTP\/[0-9.]+ +([1-9][0-9]{2})(?:[ \r\n]|$)/.exec(text)?.[1];
    if (status === undefined) wrong("the answer is not HTTP");
    else next(status.startsWith("1") && status !== "101" ? "interim" : "header");
    return phase === "header" ? `HTTP/1.1 ${status} \r\n` : undefined;
  };

  /** @returns whether what came so far must be delivered at once */
  const endOfLine = (text: string): boolean => {
    const isEmpty = text === emptyLine || text === "\n";
    if (phase === "interim") {
      if (isEmpty) next("status");
    } else if (phase === "header") return isEmpty;
    else if (!text.endsWith(emptyLine)) wrong("a line of the answer ends wrongly");
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

  /** Reads one byte of a line. @returns the line, at its end */
  const readByte = (byte: number, limitBytes: number): string | undefined => {
    blockBytes += 1;
    if (blockBytes > limitBytes)
      wrong(phase === "status" ? "the answer is not HTTP" : "the header of the answer is too long");
    // Kept short: XS copies the whole string for every byte.
    const kept =
      phase === "status" || phase === "size" || line.length < 4 ? line : line.slice(0, 2) + line.slice(-1);
    line = kept + String.fromCharCode(byte);
    if (byte !== newline || phase === "over") return undefined;
    const text = line;
    line = "";
    return text;
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
        const text = readByte(bytes[at++] ?? 0, lineLimits[phase]);
        if (before === "status") {
          const status = text === undefined ? undefined : endOfStatus(text);
          from = at;
          if (status !== undefined) deliver(encodeUtf8(status));
          continue;
        }
        if (before === "header" && text !== undefined && !text.endsWith(emptyLine)) {
          deliver(bytes.subarray(from, at - 1));
          deliver(new Uint8Array([13]));
          from = at - 1;
        }
        const cut = text !== undefined && endOfLine(text);
        if (before === "interim") from = at;
        else if (before === "trailer") {
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
