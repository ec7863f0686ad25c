import type { RawData, WebSocket } from "ws";
import type { CloudContext } from "../context.js";
import { macKey } from "../mac.js";
import { randomUuid } from "../random.js";
import { helloMessage } from "../schemas.js";
import { type Conversation, createConversation } from "./conversation.js";
import type { Link } from "./links.js";
import { watchLiveness } from "./liveness.js";
import { noteMessage } from "./note.js";
import { createUnboundNotice } from "./unbound.js";

/** An accepted websocket, from hello to close. */

const serverAudio = { format: "opus", sample_rate: 24_000, channels: 1, frame_duration: 60 };

/** Who is calling, proven by the token. */
export interface Identity {
  readonly deviceId: string;
  readonly clientId: string;
}

type Message = Readonly<Record<string, unknown>>;

export function acceptWebsocket(
  context: CloudContext,
  socket: WebSocket,
  identity: Identity,
  isSilent: boolean,
): void {
  context.count("websocketConnects");
  const { deviceId } = identity;
  const traits = context.profile.session;
  // Looked up once: binding or unbinding has no effect on a connection that is already open.
  const isBound = context.store.devices.device(macKey(deviceId)) !== undefined;
  let conversation: Conversation | undefined;

  const send = (message: Message) => {
    if (socket.readyState !== socket.OPEN) return;
    noteMessage(context, "out", link, message);
    socket.send(encode(message, traits.asciiJson));
  };
  const link = createLink(socket, deviceId, send, () => conversation);
  const tellUnbound = createUnboundNotice(context, deviceId, send);

  const openSession = (message: unknown) => {
    const hello = helloMessage.safeParse(message);
    if (!hello.success || (hello.data.transport ?? "websocket") !== "websocket") return;
    const echoed = traits.echoesAudioParams ? hello.data.audio_params : undefined;
    const isFirst = conversation === undefined;
    conversation ??= createConversation(context, {
      sessionId: randomUuid(context.randomBytes),
      send,
      listsTools: true,
    });
    const { sessionId } = conversation;
    send({
      type: "hello",
      version: 1,
      transport: "websocket",
      audio_params: echoed ?? serverAudio,
      session_id: sessionId,
    });
    if (!isFirst) return;
    context.count("sessionsOpened");
    context.emit({ event: "session-opened", transport: "websocket", deviceId, sessionId });
    conversation.start(hello.data);
  };
  const onUnbound = () => {
    if (traits.unboundCloseCode === undefined) return tellUnbound();
    context.emit({ event: "session-refused", transport: "websocket", deviceId, reason: "not bound" });
    closeWebsocket(socket, traits.unboundCloseCode, "device is not bound");
  };
  const onText = (text: string) => {
    const message = parse(text);
    if (message === undefined) {
      context.count("messagesIn");
      if (traits.echoesNonJson) socket.send(text);
      return;
    }
    noteMessage(context, "in", link, message);
    if (isSilent) return;
    if (!isBound) return onUnbound();
    if (isHello(message)) return openSession(message);
    conversation?.handle(message);
  };

  const liveness = watchLiveness(socket, context.settings, (code, reason) =>
    closeWebsocket(socket, code, reason),
  );
  context.links.add(link);
  socket.on("message", (data: RawData, isBinary: boolean) => {
    if (socket.readyState !== socket.OPEN) return;
    liveness.touch();
    if (!isBinary) return onText(data.toString());
    if (!isBound && !isSilent) return onUnbound();
    conversation?.countAudioFrame();
  });
  socket.on("close", (code) => {
    liveness.stop();
    context.links.remove(link);
    if (conversation === undefined) return;
    conversation.end();
    context.count("sessionsClosed");
    const { sessionId } = conversation;
    context.emit({
      event: "session-closed",
      transport: "websocket",
      deviceId,
      sessionId,
      reason: `close ${code}`,
    });
  });
}

function createLink(
  socket: WebSocket,
  deviceId: string,
  send: (message: Message) => void,
  conversation: () => Conversation | undefined,
): Link {
  return {
    transport: "websocket",
    deviceId,
    facts: () => ({
      transport: "websocket",
      deviceId,
      sessionId: conversation()?.sessionId,
      tools: conversation()?.mcp.tools() ?? [],
    }),
    send(message) {
      const session_id = conversation()?.sessionId;
      send(session_id === undefined ? message : { session_id, ...message });
    },
    callTool: (name, args) =>
      conversation()?.mcp.call(name, args) ?? Promise.reject(new Error("The device has no open session.")),
    drop: (code) =>
      code === "cut" ? socket.terminate() : closeWebsocket(socket, code, "dropped by the cloud"),
  };
}

/** Closes, and cuts the connection when the peer does not answer the close. A code that may not be sent cuts at once. */
export function closeWebsocket(socket: WebSocket, code: number, reason: string): void {
  const isSendable =
    (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999);
  if (!isSendable) {
    socket.terminate();
    return;
  }
  socket.close(code, reason);
  const timer = setTimeout(() => socket.terminate(), 2_000).unref();
  socket.once("close", () => clearTimeout(timer));
}

function isHello(message: object): boolean {
  return "type" in message && message.type === "hello";
}

function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function encode(message: Message, isAscii: boolean): string {
  const text = JSON.stringify(message);
  if (!isAscii) return text;
  return text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
