/**
 * The opening handshake of RFC 6455, corrected on its way through the socket.
 *
 * The SDK's client can't be handed a connection after a handshake of our own: with `attach` it is a server and doesn't mask. So its
 * own handshake is rewritten where it meets the socket: `Connection: Upgrade` in place of `keep-alive, Upgrade` (which common
 * servers answer with 200), and the answer is judged here, since the client hides the status and doesn't check the accept key.
 */
import type { ChannelEnd } from "../../core/ports.js";
import { decodeUtf8Lossy, encodeUtf8 } from "../../core/text/utf8.js";

const guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** The client's request with one header mended, and the key in it. */
export function mendRequest(bytes: Uint8Array): { readonly bytes: Uint8Array; readonly key: string } {
  const text = decodeUtf8Lossy(bytes);
  const key = /\r\nSec-WebSocket-Key: ([^\r\n]*)\r\n/.exec(text)?.[1] ?? "";
  const mended = text.replace("\r\nConnection: keep-alive, Upgrade\r\n", "\r\nConnection: Upgrade\r\n");
  return { bytes: encodeUtf8(mended), key };
}

/** What a server that has the key must answer. */
export function acceptOf(key: string, sha1: (bytes: Uint8Array) => Uint8Array): string {
  return base64(sha1(encodeUtf8(key + guid)));
}

/**
 * Judges the server's answer.
 * @param text from the status line to the empty line
 * @returns why the connection ends, or undefined if it is open
 */
export function judgeAnswer(text: string, accept: string): ChannelEnd | undefined {
  const status = /^HTTP\/1\.[01] ([1-5][0-9]{2})[ \r]/.exec(text)?.[1];
  if (status === undefined) return { kind: "malformed", detail: "the answer to the upgrade is not HTTP" };
  if (status !== "101") return { kind: "refused", status: Number(status) };
  // Half a line break ends a header for one reader and not for another (RFC 9112 §2.2).
  if (/[\r\n]/.test(text.replaceAll("\r\n", "")))
    return { kind: "malformed", detail: "half a line break in the answer to the upgrade" };
  const header = (name: string): string =>
    new RegExp(`\\r\\n${name}[ \\t]*:[ \\t]*([^\\r\\n]*?)[ \\t]*\\r\\n`, "i").exec(text)?.[1] ?? "";
  if (
    header("upgrade").toLowerCase() !== "websocket" ||
    !/(?:^|[, ])upgrade(?:$|[, ])/i.test(header("connection"))
  )
    return { kind: "malformed", detail: "the upgrade is not to websocket" };
  if (header("sec-websocket-accept") !== accept)
    return { kind: "malformed", detail: "wrong Sec-WebSocket-Accept header" };
  if (header("sec-websocket-extensions") !== "" || header("sec-websocket-protocol") !== "")
    return { kind: "malformed", detail: "the server chose an extension that was not offered" };
  return undefined;
}

/** An answer in the only form that the SDK's client takes: a status text, and `upgrade` alone in `connection`. */
export function plainAnswer(): Uint8Array {
  return encodeUtf8(
    "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-accept: checked\r\n\r\n",
  );
}

function base64(bytes: Uint8Array): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const triple = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const missing = Math.max(0, at + 3 - bytes.length);
    for (let index = 0; index < 4 - missing; index += 1)
      text += alphabet[(triple >> (18 - 6 * index)) & 63] ?? "";
    text += "=".repeat(missing);
  }
  return text;
}
