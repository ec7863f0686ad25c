import type { Client } from "aedes";
import type { CloudContext } from "../context.js";
import { macKey } from "../mac.js";
import { randomUuid } from "../random.js";
import { type HelloMessage, helloMessage, mcpReply, typedMessage } from "../schemas.js";
import { type Conversation, createConversation } from "../session/conversation.js";
import type { Link } from "../session/links.js";
import { createMcpClient } from "../session/mcp-client.js";
import { noteMessage } from "../session/note.js";
import { createUnboundNotice } from "../session/unbound.js";
import type { AudioPort } from "./audio-port.js";

/** One connected device at the gateway: at most one session at a time, opened by hello, ended by goodbye. */
export interface GatewayClient {
  /** Takes a publish; false when the device must be dropped for it. */
  receive(payload: Buffer | string): boolean;
  /** Ends the session without a word. Idempotent. */
  end(): void;
}

const helloVersion = 3;
const gatewayMcpIds = 10_000;
const audioParams = { format: "opus", sample_rate: 24_000, channels: 1, frame_duration: 60 };

type Message = Readonly<Record<string, unknown>>;
interface Session {
  readonly conversation: Conversation;
  readonly closeStream: () => void;
  readonly idle: NodeJS.Timeout;
}

export function createGatewayClient(
  context: CloudContext,
  audio: AudioPort,
  client: Client,
  identity: { readonly deviceId: string; readonly topic: string },
): GatewayClient {
  const { deviceId, topic } = identity;
  let hasEnded = false;

  const send = (message: Message) => {
    if (hasEnded) return;
    noteMessage(context, "out", link, message);
    const payload = JSON.stringify(message);
    client.publish({ cmd: "publish", topic, payload, qos: 0, dup: false, retain: false }, () => undefined);
  };
  const slot = createSessionSlot(context, audio, deviceId, send);
  const gatewayMcp = createMcpClient({
    send: (payload) => send({ type: "mcp", payload }),
    initializeId: gatewayMcpIds,
    listId: (page) => gatewayMcpIds + 1 + page,
    firstCallId: gatewayMcpIds + 1000,
    sendsInitialized: true,
    delayMs: 0,
  });
  const link: Link = {
    transport: "mqtt",
    deviceId,
    facts: () => ({
      transport: "mqtt",
      deviceId,
      sessionId: slot.current()?.sessionId,
      tools: [...new Set([...gatewayMcp.tools(), ...(slot.current()?.mcp.tools() ?? [])])],
    }),
    send(message) {
      const session_id = slot.current()?.sessionId;
      send(session_id === undefined ? message : { session_id, ...message });
    },
    callTool: (name, args) => (slot.current()?.mcp ?? gatewayMcp).call(name, args),
    drop: () => client.close(),
  };
  const tellUnbound = createUnboundNotice(context, deviceId, send);

  const onHello = (message: unknown): boolean => {
    const hello = helloMessage.safeParse(message);
    if (!hello.success || hello.data.version !== helloVersion) return false;
    if (context.faults.peek("mqtt") === "silent") return true;
    // Asked at each hello: the connection outlives an unbinding, the next session must not.
    if (context.store.devices.device(macKey(deviceId)) === undefined) {
      slot.close("not bound", true);
      context.emit({ event: "session-refused", transport: "mqtt", deviceId, reason: "not bound" });
      tellUnbound();
      return true;
    }
    slot.open(hello.data);
    return true;
  };
  const onMessage = (message: { readonly type: string; readonly session_id?: string | undefined }) => {
    if (message.type === "goodbye") return slot.close("goodbye", true);
    if (message.type === "mcp" && isForGateway(message))
      return gatewayMcp.handle((message as { payload?: unknown }).payload);
    const conversation = slot.current();
    if (conversation === undefined) {
      return send({
        type: "goodbye",
        ...(message.session_id === undefined ? {} : { session_id: message.session_id }),
      });
    }
    slot.touch();
    conversation.handle(message);
  };

  context.links.add(link);
  if (context.profile.session.gatewayMcp) gatewayMcp.start();
  return {
    receive(payload) {
      const message = typedMessage.safeParse(parse(payload));
      if (!message.success) return false;
      noteMessage(context, "in", link, message.data);
      if (message.data.type === "hello") return onHello(message.data);
      onMessage(message.data);
      return true;
    },
    end() {
      if (hasEnded) return;
      hasEnded = true;
      context.links.remove(link);
      slot.close("connection lost", false);
      gatewayMcp.close();
    },
  };
}

/** The one session a device may have at a time. */
function createSessionSlot(
  context: CloudContext,
  audio: AudioPort,
  deviceId: string,
  send: (message: Message) => void,
) {
  let session: Session | undefined;
  const closeSession = (reason: string, saysGoodbye: boolean) => {
    if (session === undefined) return;
    const { conversation, closeStream, idle } = session;
    session = undefined;
    clearTimeout(idle);
    closeStream();
    conversation.end();
    const { sessionId } = conversation;
    if (saysGoodbye) send({ type: "goodbye", session_id: sessionId });
    context.count("sessionsClosed");
    context.emit({ event: "session-closed", transport: "mqtt", deviceId, sessionId, reason });
  };
  const openSession = (hello: HelloMessage) => {
    closeSession("second hello", true);
    const stream = audio.openStream();
    const conversation = createConversation(context, {
      sessionId: randomUuid(context.randomBytes),
      send,
      listsTools: !context.profile.session.gatewayMcp,
    });
    const { sessionId } = conversation;
    const idle = setTimeout(() => closeSession("idle", true), context.settings.idleCloseMs).unref();
    session = { conversation, closeStream: stream.close, idle };
    const { udpHost: server, udpPort: port } = context.addresses();
    const udp = { server, port, encryption: "aes-128-ctr", key: stream.key, nonce: stream.nonce };
    send({
      type: "hello",
      version: helloVersion,
      session_id: sessionId,
      transport: "udp",
      udp,
      audio_params: audioParams,
    });
    context.count("sessionsOpened");
    context.emit({ event: "session-opened", transport: "mqtt", deviceId, sessionId });
    conversation.start(hello);
  };
  return {
    current: () => session?.conversation,
    open: openSession,
    close: closeSession,
    touch: () => void session?.idle.refresh(),
  };
}

/** Replies to the gateway's own requests are told by their ids. */
function isForGateway(message: object): boolean {
  const reply = mcpReply.safeParse("payload" in message ? message.payload : undefined);
  return reply.success && reply.data.id >= gatewayMcpIds;
}

function parse(payload: Buffer | string): unknown {
  try {
    return JSON.parse(payload.toString());
  } catch {
    return undefined;
  }
}
