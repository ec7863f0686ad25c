/** What the lifecycle knows of a session, whatever carries it. */
import type { DeviceMessage, ServerMessage } from "./messages.js";

export type SessionEndKind =
  /** Nobody answered, or the line broke. */
  | "unreachable"
  | "tls"
  | "timeout"
  /** The cloud said no: HTTP status of the upgrade, CONNACK code, or in place of its hello a text or a drop. */
  | "refused"
  /** Connected, but no server hello came in time. */
  | "helloTimeout"
  /** Connected, but the server began a conversation without a hello. */
  | "notGreeted"
  /** Something that isn't this protocol, or a message over the size cap. */
  | "malformed"
  /** Closed in order (close frame, or goodbye) by the cloud. */
  | "closed"
  /** Silent for too long. */
  | "silent"
  /** The line broke in the session. */
  | "lost"
  /** We closed it ourselves. */
  | "ours";

export interface SessionEnd {
  readonly kind: SessionEndKind;
  /** Close code, HTTP status or CONNACK code, if there was one. */
  readonly code?: number;
  /** A sign that the credentials or the binding are no longer good (protocol.md §3.7): ask the OTA check. */
  readonly suspect: boolean;
  /** One line for the log, no secrets. */
  readonly detail: string;
  /** What the server said was wrong, for the person: one line, no secrets. */
  readonly text?: string;
}

export interface SessionEvents {
  /** Server hello received and good. */
  opened(sessionId: string): void;
  /** Also before `opened` and after `rested`: a connection over MQTT carries MCP, alerts and the like without a session. */
  message(message: ServerMessage): void;
  /** The cloud ended the session and the connection stays: `greet` opens the next one on it. MQTT only. */
  rested(): void;
  /** The last callback, also when it never opened. */
  ended(end: SessionEnd): void;
}

export interface Session {
  /** False: not open; nothing was sent. */
  send(message: DeviceMessage): boolean;
  /** After `rested`: says hello anew; `opened` or `ended` follow as at first. At any other time it does nothing. */
  greet(): void;
  /** Ends it without a further callback. Idempotent. */
  close(): void;
}
