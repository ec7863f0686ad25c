/** The hellos that open a session: ours as text, the cloud's as checked data. */

import type { Result } from "../failure.js";
import { frozen } from "../frozen.js";
import { isIpv6, parseAuthority } from "../net/url.js";
import type { TextFont } from "../ports.js";
import { cleanLine } from "../text/clip.js";
import type { Transport } from "../transport.js";
import {
  type JsonObject,
  own,
  parseJsonObject,
  readNumber,
  readObject,
  readText,
  readWholeNumber,
} from "../untrusted-json.js";
import { messageMaxChars } from "./codec.js";
import type { AudioParams, UdpParams } from "./messages.js";

export interface ServerHello {
  /** Empty if the server gave none. */
  readonly sessionId: string;
  /** Of the audio that the cloud sends. Absent: what it says of it is unusable, and there is no audio. */
  readonly audio?: AudioParams;
  /** MQTT only. Absent: there is no way for audio, or none that we know; everything else goes without. */
  readonly udp?: UdpParams;
}

export type HelloRefusal =
  /** Not JSON, or a message of another type. */
  | { readonly kind: "notHello" }
  /** A hello for another transport: not the answer to ours. */
  | { readonly kind: "otherTransport" }
  /** `detail` names the member and never quotes it: it may be a key. */
  | { readonly kind: "malformed"; readonly detail: string };

/** What `transport` reads on the wire: over MQTT the audio goes by UDP. */
const wireNames: Readonly<Record<Transport, string>> = frozen({ websocket: "websocket", mqtt: "udp" });

/** MQTT gateways drop a device whose hello has another version than 3. */
const mqttHelloVersion = 3;

/**
 * The device's hello. `version` is the websocket's `Protocol-Version`; MQTT has its own.
 * @param textFont what glyphs may be sent of, for characters that it doesn't have; without one none are asked for
 */
export function encodeDeviceHello(
  transport: Transport,
  version = mqttHelloVersion,
  textFont?: TextFont,
): string {
  return JSON.stringify({
    type: "hello",
    version,
    transport: wireNames[transport],
    features: { mcp: true, glyph_push: textFont !== undefined },
    // A copy: what lies in a board's flash XS can't write as JSON.
    ...(textFont === undefined ? {} : { text_font: { ...textFont } }),
    audio_params: { format: "opus", sample_rate: 16_000, channels: 1, frame_duration: 60 },
  });
}

/** The cloud's hello from its text. */
export function decodeServerHello(text: string, transport: Transport): Result<ServerHello, HelloRefusal> {
  const parsed = parseJsonObject(text, messageMaxChars);
  return parsed.ok ? readServerHello(parsed.value, transport) : { ok: false, failure: { kind: "notHello" } };
}

/** As `decodeServerHello`, of JSON already parsed. */
export function readServerHello(wire: JsonObject, transport: Transport): Result<ServerHello, HelloRefusal> {
  if (own(wire, "type") !== "hello") return { ok: false, failure: { kind: "notHello" } };
  if (own(wire, "transport") !== wireNames[transport])
    return { ok: false, failure: { kind: "otherTransport" } };

  const sessionId = readText(own(wire, "session_id") ?? "", 128);
  // The id is logged and compared: what cleaning would change is no id.
  if (sessionId === undefined || cleanLine(sessionId, 128) !== sessionId) return malformed("session_id");

  // A session without audio is a session.
  const audio = readAudioParams(readObject(own(wire, "audio_params")) ?? {});
  const udp = transport === "mqtt" ? readUdpParams(readObject(own(wire, "udp")) ?? {}) : undefined;
  return { ok: true, value: { sessionId, ...(audio && { audio }), ...(udp && { udp }) } };
}

function malformed(member: string): Result<never, HelloRefusal> {
  return { ok: false, failure: { kind: "malformed", detail: `server hello: ${member} is unusable` } };
}

function readAudioParams(wire: JsonObject): AudioParams | undefined {
  const format = readText(own(wire, "format") ?? "opus", 16);
  const sampleRateHz = readWholeNumber(own(wire, "sample_rate") ?? 24_000, 8_000, 48_000);
  // Opus frames last from 2.5 ms to 120 ms.
  const frameDurationMs = readNumber(own(wire, "frame_duration") ?? 60, 2.5, 120);
  if (format === undefined || !/^[a-z0-9_-]+$/.test(format)) return undefined;
  return sampleRateHz && frameDurationMs ? { format, sampleRateHz, frameDurationMs } : undefined;
}

/** Servers that know one encryption only leave its name out. */
const onlyEncryption = "aes-128-ctr";

function readUdpParams(wire: JsonObject): UdpParams | undefined {
  const host = readHost(own(wire, "server"));
  const encryption = own(wire, "encryption") || onlyEncryption;
  const port = readWholeNumber(own(wire, "port"), 1, 65_535);
  const key = readHex16(own(wire, "key"));
  const nonce = readHex16(own(wire, "nonce"));
  if (readText(encryption, 32)?.toLowerCase() !== onlyEncryption) return undefined;
  return host && port && key && nonce ? { host, port, key, nonce } : undefined;
}

/** A name or an address; IPv6 with or without brackets. */
function readHost(value: unknown): string | undefined {
  const text = readText(value, 253) ?? "";
  if (isIpv6(text)) return text.toLowerCase();
  const authority = parseAuthority(text);
  return authority?.port === undefined ? authority?.host : undefined;
}

/** Exactly 32 hex digits as 16 bytes. */
function readHex16(value: unknown): Uint8Array | undefined {
  const text = readText(value, 32);
  if (text === undefined || !/^[0-9A-Fa-f]{32}$/.test(text)) return undefined;
  return Uint8Array.from({ length: 16 }, (_, at) => Number.parseInt(text.slice(at * 2, at * 2 + 2), 16));
}
