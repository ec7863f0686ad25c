/** Websocket port over the npm package `ws`. */
import { type RawData, WebSocket } from "ws";
import type {
  ChannelEnd,
  ChannelEvents,
  WebSocketChannel,
  WebSocketOptions,
  WebSockets,
} from "../../../src/core/ports.js";
import { type Ending, endOnce, type Fault, guarded } from "./callback.js";
import { codeOf, networkFailure } from "./failure.js";

/** More than this waiting to be sent means that the peer does not read: further messages are refused. */
const queueMaxBytes = 256 * 1024;
/** RFC 6455 §5.5: a control frame carries 125 bytes, two of them the code. */
const reasonMaxBytes = 123;

const noChannel: WebSocketChannel = {
  sendText: () => false,
  sendBinary: () => false,
  ping: () => {},
  close: () => {},
};

/**
 * The websocket port. No compression, no redirects; `connectTimeoutMs` covers everything up to the 101 answer;
 * `closeTimeoutMs` is how long the peer has to answer our close frame.
 */
export function nodeWebSockets(fault: Fault, closeTimeoutMs = 2_000): WebSockets {
  return { open: (options, events) => openChannel(options, events, fault, closeTimeoutMs) };
}

interface CloseTimer {
  readonly afterMs: number;
  handle?: NodeJS.Timeout;
}

interface Progress {
  opened: boolean;
  /** What goes before the close event and says more than it. */
  cause?: ChannelEnd;
  /** We asked for the end. */
  closing?: { readonly code: number; readonly reason: string };
}

function openChannel(
  options: WebSocketOptions,
  events: ChannelEvents,
  fault: Fault,
  closeTimeoutMs: number,
): WebSocketChannel {
  const ending = endOnce<ChannelEnd>(fault, (end) => events.closed(end));
  let socket: WebSocket;
  try {
    socket = new WebSocket(options.url, {
      headers: { ...options.headers },
      perMessageDeflate: false,
      maxPayload: options.messageMaxBytes,
      followRedirects: false,
    });
  } catch {
    ending.settle({ kind: "malformed", detail: "bad websocket URL or header" });
    return noChannel;
  }
  const progress: Progress = { opened: false };
  const connectTimer = setTimeout(() => {
    progress.cause ??= { kind: "timeout", afterMs: options.connectTimeoutMs };
    socket.terminate();
  }, options.connectTimeoutMs);
  const closeTimer: CloseTimer = { afterMs: closeTimeoutMs };
  listenForMessages(socket, events, progress, ending, fault, () => clearTimeout(connectTimer));
  listenForEnd(socket, progress, options.messageMaxBytes, (end) => {
    clearTimeout(connectTimer);
    clearTimeout(closeTimer.handle);
    ending.settle(end);
  });
  return channelOver(socket, progress, closeTimer);
}

function listenForMessages(
  socket: WebSocket,
  events: ChannelEvents,
  progress: Progress,
  ending: Ending<ChannelEnd>,
  fault: Fault,
  connected: () => void,
): void {
  const tell = (run: () => void): void => {
    if (progress.opened && !ending.over()) guarded(fault, run);
  };
  socket.on("upgrade", ({ socket: line }) => {
    socket.on("open", () => {
      // Fragments of a large message are signs of life too, and `ws` tells only of whole messages. Not before it is open: `ws` puts
      // back what came behind the 101 in the same segment, and whoever listens by then takes it in place of `ws`.
      line.on("data", () => tell(() => events.alive()));
      connected();
      progress.opened = true;
      tell(() => events.opened());
    });
  });
  socket.on("message", (data, isBinary) => {
    const bytes = bytesOf(data);
    if (isBinary) tell(() => events.binary(new Uint8Array(bytes)));
    else tell(() => events.text(bytes.toString("utf8")));
  });
}

function listenForEnd(
  socket: WebSocket,
  progress: Progress,
  limitBytes: number,
  ended: (end: ChannelEnd) => void,
): void {
  socket.on("unexpected-response", (request, response) => {
    progress.cause ??= { kind: "refused", status: response.statusCode ?? 0 };
    response.destroy();
    request.destroy();
    // With this listener in place `ws` leaves the socket to us and emits no close event of its own.
    ended(progress.cause);
  });
  socket.on("error", (error) => {
    progress.cause ??= endOfError(error, progress.opened, limitBytes);
  });
  socket.on("close", (code, reason) => {
    if (progress.closing !== undefined && code === 1006) ended({ kind: "closed", ...progress.closing });
    else if (progress.cause !== undefined) ended(progress.cause);
    else if (code === 1006) ended({ kind: "lost", detail: "closed without a close frame" });
    else ended({ kind: "closed", code, reason: reason.toString("utf8") });
  });
}

function endOfError(error: Error, opened: boolean, limitBytes: number): ChannelEnd {
  const code = codeOf(error);
  if (code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH") return { kind: "tooLarge", limitBytes };
  if (code.startsWith("WS_ERR_")) return { kind: "malformed", detail: code };
  if (opened) return { kind: "lost", detail: code === "" ? "connection lost" : code };
  // `ws` names what was wrong with the upgrade only in the text: "Invalid Sec-WebSocket-Accept header".
  if (code === "" && error.message.startsWith("Invalid "))
    return { kind: "malformed", detail: error.message };
  if (error.message.includes("before secure TLS connection"))
    return { kind: "tls", detail: "closed by peer" };
  return networkFailure(error, code === "ETIMEDOUT" ? "connecting" : "talking");
}

function channelOver(socket: WebSocket, progress: Progress, closeTimer: CloseTimer): WebSocketChannel {
  const ready = (): boolean => socket.readyState === WebSocket.OPEN && socket.bufferedAmount <= queueMaxBytes;
  const send = (data: string | Uint8Array): boolean => {
    if (!ready()) return false;
    socket.send(data, () => {});
    return true;
  };
  return {
    sendText: send,
    sendBinary: send,
    ping() {
      if (ready()) socket.ping(undefined, undefined, () => {});
    },
    close(code, reason) {
      if (progress.closing !== undefined) return;
      progress.closing = { code: sendableCode(code), reason: clipped(reason) };
      closeTimer.handle = setTimeout(() => socket.terminate(), closeTimer.afterMs);
      socket.close(progress.closing.code, progress.closing.reason);
    },
  };
}

/** Codes that RFC 6455 §7.4 lets an endpoint send; anything else becomes a normal closure. */
function sendableCode(code: number): number {
  const known =
    (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code < 5000);
  return known ? code : 1000;
}

function clipped(reason: string): string {
  let text = reason;
  while (Buffer.byteLength(text) > reasonMaxBytes) text = [...text].slice(0, -1).join("");
  return text;
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}
