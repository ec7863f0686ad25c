/** Session messages between wire JSON and typed data. Whatever arrives, nothing here throws. */
import { frozen } from "../frozen.js";
import type { Glyph } from "../ports.js";
import { cleanLine, cleanText, clip } from "../text/clip.js";
import { type JsonObject, own, parseJsonObject, readObject, readText } from "../untrusted-json.js";
import { cutGlyphs } from "./glyphs.js";
import { type DeviceMessage, type McpRequest, type ServerMessage, textMaxChars } from "./messages.js";

/** A longer message is no message. The channel's own cap in bytes is the same number. */
export const messageMaxChars = 16_384;

/** Session ids, commands, JSON-RPC methods and ids: names, not prose. */
const nameMaxChars = 64;

/** `undefined`: not the text of one JSON object, or too long for one. */
export function decodeServerMessage(text: string): ServerMessage | undefined {
  const parsed = parseJsonObject(cutGlyphs(text).rest, messageMaxChars);
  return parsed.ok ? readServerMessage(parsed.value) : undefined;
}

/**
 * As `decodeServerMessage`, of JSON already parsed. A known type with unusable members reads as `unknown`.
 * @param glyphs that came with it (`glyphs.ts`)
 */
export function readServerMessage(wire: JsonObject, glyphs?: readonly Glyph[]): ServerMessage {
  const type = own(wire, "type");
  const name = typeof type === "string" ? type : "";
  // Not asked of the table: XS would keep each name that it is asked for until the next restart.
  const read = isKnownType(name) ? readers[name] : undefined;
  return read?.(wire, glyphs) ?? { type: "unknown", name: cleanLine(name, 32) };
}

/** The wire text of a message. `sessionId` may be empty: not every server gives one. */
export function encodeDeviceMessage(message: DeviceMessage, sessionId: string): string {
  const bounded =
    message.type === "listen" ? { ...message, text: clip(message.text, textMaxChars) } : message;
  return JSON.stringify({ session_id: sessionId, ...bounded });
}

type Reader = (wire: JsonObject, glyphs: readonly Glyph[] | undefined) => ServerMessage | undefined;

const readers: Readonly<Record<string, Reader>> = frozen({
  stt(wire, glyphs) {
    const text = shown(wire, "text");
    return text === undefined ? undefined : { type: "stt", text, ...(glyphs && { glyphs }) };
  },
  tts(wire, glyphs) {
    const state = own(wire, "state");
    if (state === "start") return { type: "tts", state };
    if (state === "stop") return { type: "tts", state, aborted: own(wire, "is_aborted") === true };
    const text = state === "sentence_start" ? shown(wire, "text") : undefined;
    return text === undefined
      ? undefined
      : { type: "tts", state: "sentence", text, ...(glyphs && { glyphs }) };
  },
  llm: (wire) => ({ type: "llm", emotion: readEmotion(wire), text: shown(wire, "text") ?? "" }),
  alert(wire) {
    const status = shown(wire, "status");
    const message = shown(wire, "message");
    if (status === undefined || message === undefined || typeof own(wire, "emotion") !== "string")
      return undefined;
    return { type: "alert", status, message, emotion: readEmotion(wire) };
  },
  error(wire) {
    const text = errorMembers.map((member) => shown(wire, member)?.trim()).find((words) => words);
    return text ? { type: "error", message: text } : undefined;
  },
  notify(wire) {
    const event = notifyMembers.map((member) => named(wire, member)).find((name) => name);
    if (event) return { type: "notify", event };
    return own(wire, configUpdated) ? { type: "notify", event: configUpdated } : undefined;
  },
  system(wire) {
    const command = named(wire, "command");
    return command ? { type: "system", command } : undefined;
  },
  goodbye(wire) {
    const sessionId = own(wire, "session_id");
    return typeof sessionId === "string" && sessionId ? { type: "goodbye", sessionId } : { type: "goodbye" };
  },
  mcp(wire) {
    const request = readMcpRequest(readObject(own(wire, "payload")));
    return request && { type: "mcp", request };
  },
});

const types: readonly string[] = frozen(Object.keys(readers));

/** One of ours, whatever it says: a server may close each sentence, or speak of states that this device doesn't have. */
export const isKnownType = (name: string): boolean => types.includes(name);

const errorMembers = frozen(["message", "error", "msg"]);

const configUpdated = "config_updated";
/** The xrobo pages name the notification, not the member that carries its name. */
const notifyMembers = frozen(["event", "action", "notify", "name", "state"]);

/** Prose for the screen. */
function shown(wire: JsonObject, member: string): string | undefined {
  const text = own(wire, member);
  return typeof text === "string" ? cleanText(text, textMaxChars) : undefined;
}

function named(wire: JsonObject, member: string): string | undefined {
  const text = readText(own(wire, member), nameMaxChars);
  return text === undefined ? undefined : cleanLine(text, nameMaxChars);
}

/** The name becomes the name of a picture: nothing but letters. */
function readEmotion(wire: JsonObject): string {
  const emotion = readText(own(wire, "emotion"), 24);
  return emotion !== undefined && /^[a-z]+$/.test(emotion) ? emotion : "neutral";
}

function readMcpRequest(payload: JsonObject | undefined): McpRequest | undefined {
  if (!payload || own(payload, "jsonrpc") !== "2.0") return undefined;
  const method = cleanName(own(payload, "method"));
  const id = own(payload, "id") ?? undefined;
  const params = own(payload, "params") ?? undefined;
  if (!method || (id !== undefined && !isMcpId(id))) return undefined;
  const members = readObject(params);
  if (params !== undefined && !members) return undefined;
  return {
    method,
    ...(id === undefined ? undefined : { id }),
    ...(members === undefined ? undefined : { params: members }),
  };
}

/** 1e999 parses to Infinity, which would go back as `null`. */
function isMcpId(id: unknown): id is number | string {
  return typeof id === "number" ? Number.isFinite(id) : cleanName(id) !== undefined;
}

/** A name goes into events and back to the cloud as it is: what cleaning would change is none. */
function cleanName(value: unknown): string | undefined {
  const name = readText(value, nameMaxChars);
  return name !== undefined && cleanLine(name, nameMaxChars) === name ? name : undefined;
}
