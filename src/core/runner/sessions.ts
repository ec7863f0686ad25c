/** The one session of the device: opened with the stored settings, its MCP answered, its messages turned into events. */
import type { Posted } from "../lifecycle/events.js";
import type { Cancel, Glyph } from "../ports.js";
import { isKnownType } from "../session/codec.js";
import { createSessionHistory } from "../session/dialogue.js";
import { answerMcp } from "../session/mcp.js";
import type { DeviceMessage, ServerMessage } from "../session/messages.js";
import { openMqttSession } from "../session/mqtt.js";
import type { Session, SessionEvents } from "../session/session.js";
import { openWebsocketSession } from "../session/websocket.js";
import type { Transport } from "../transport.js";
import type { RunnerParts } from "./runner-parts.js";

export interface Sessions {
  open(token: number, transport: Transport): Cancel;
  send(message: DeviceMessage): void;
  /** Says hello anew on the connection that a session has left. */
  greet(): void;
}

/** Unknown message types are told once each, and not for ever. */
const unknownMax = 16;

export function createSessions(parts: RunnerParts, post: (happening: Posted) => void): Sessions {
  const { ports, memory, identity, observe } = parts;
  const { timers, clock, webSockets, mqtt, screen } = ports;
  const deps = { timers, clock, webSockets, mqtt, screen, history: createSessionHistory(clock) };
  const unknown = new Set<string>();
  /** Told once in a session: a peer may ask for one answer after the other on a line that takes none. */
  const unsent = new Set<DeviceMessage["type"]>();
  let session: Session | undefined;
  let present = 0;

  const received = (token: number, full: ServerMessage): void => {
    // Pictures of characters are for the screen alone: no state, no record keeps them.
    const { message, glyphs } = withoutGlyphs(full);
    if (glyphs !== undefined) ports.screen.learn?.(glyphs);
    observe({ event: "message", direction: "in", message: withoutParams(message) });
    if (message.type === "mcp") {
      const { application, board } = ports.facts.read();
      const payload = answerMcp(message.request, { name: board.name, version: application.version });
      if (payload !== undefined) send({ type: "mcp", payload });
    } else if (message.type === "unknown") {
      if (unknown.has(message.name) || unknown.size >= unknownMax) return;
      unknown.add(message.name);
      const what = isKnownType(message.name) ? "that says nothing here, of type" : "of unknown type";
      ports.log.write("warn", `ignored a message ${what} "${message.name}"`);
    } else post({ type: "message", token, message });
  };

  const send = (message: DeviceMessage): void => {
    if (session?.send(message)) return observe({ event: "message", direction: "out", message });
    if (!unsent.has(message.type)) {
      unsent.add(message.type);
      ports.log.write("warn", `not sent: ${message.type}`);
    }
    // A person waits for the answer: a session that takes no more is of no use to them.
    if (message.type === "listen") giveUp();
  };

  const giveUp = (): void => {
    session?.close();
    post({
      type: "ended",
      token: present,
      end: { kind: "lost", suspect: false, detail: "it takes no more messages" },
    });
  };

  return {
    send,
    greet: () => session?.greet(),
    open: (token, transport) => {
      unsent.clear();
      present = token;
      const events: SessionEvents = {
        opened: (sessionId) => post({ type: "opened", token, sessionId }),
        message: (message) => received(token, message),
        rested: () => {
          ports.log.write("info", "session ended: goodbye; still connected");
          post({ type: "rested", token });
        },
        ended: (end) => {
          if (token === present) session = undefined;
          ports.log.write("info", `session ended: ${end.kind} ${end.detail}`);
          post({ type: "ended", token, end });
        },
      };
      const settings = memory.use();
      if (transport === "websocket" && settings.websocket !== undefined)
        session = openWebsocketSession(deps, settings.websocket, identity, events);
      else if (transport === "mqtt" && settings.mqtt !== undefined)
        session = openMqttSession(deps, settings.mqtt, events);
      else {
        // Only a record lost since power-on gets here; the check brings new settings.
        const end = { kind: "refused", suspect: true, detail: `no ${transport} settings` } as const;
        return ports.timers.after(0, () => events.ended(end));
      }
      const opened = session;
      return () => opened.close();
    },
  };
}

function withoutGlyphs(full: ServerMessage): {
  readonly message: ServerMessage;
  readonly glyphs?: readonly Glyph[];
} {
  if (!("glyphs" in full) || full.glyphs === undefined) return { message: full };
  const { glyphs, ...message } = full;
  return { message, glyphs };
}

/** Parameters of an MCP request may hold a token (of the vision service). */
function withoutParams(message: ServerMessage): ServerMessage {
  if (message.type !== "mcp") return message;
  const { params: _secret, ...request } = message.request;
  return { type: "mcp", request };
}
