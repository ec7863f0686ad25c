/** The transport sections of a check's reply: where sessions go and with what credentials. All of it is the server's word. */
import type { Result } from "../failure.js";
import { isIpv6, parseAuthority, parseUrl, urlMaxChars } from "../net/url.js";
import type { Transport } from "../transport.js";
import { type JsonObject, own, readNumber, readText } from "../untrusted-json.js";

export interface WebsocketSettings {
  /** `ws://` or `wss://`. */
  readonly url: string;
  /** Secret. Absent: the server wants none. */
  readonly token?: string;
  readonly version: 1 | 2 | 3;
}

export interface MqttSettings {
  /** Lower case; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly clientId: string;
  readonly username: string;
  /** Secret; may be empty. */
  readonly password: string;
  readonly publishTopic: string;
  /** Absent: the server sends without being asked. */
  readonly subscribeTopic?: string;
  readonly keepAliveS: number;
}

/** What one reply offers: kept and replaced as a whole, so that an old token never meets a new URL. */
export interface TransportSettings {
  readonly websocket?: WebsocketSettings;
  readonly mqtt?: MqttSettings;
}

/** Which of the two there are settings for; MQTT first, as the reference firmware prefers it. */
export function offeredTransports(settings: TransportSettings): readonly Transport[] {
  return (["mqtt", "websocket"] as const).filter((transport) => settings[transport] !== undefined);
}

/** Both sections at their longest fit into one stored record. */
const tokenMaxChars = 1_500;
const credentialMaxChars = 512;
const nameMaxChars = 128;
const keepAliveUsualS = 240;

/** Reads a `websocket` section; the failure is the path of the member that spoils it, with the reason. */
export function readWebsocket(section: JsonObject): Result<WebsocketSettings, string> {
  const url = readText(trimmed(own(section, "url")), urlMaxChars) ?? "";
  const parsed = parseUrl(url, ["ws", "wss"]);
  if (!parsed.ok) return { ok: false, failure: `$.websocket.url: ${parsed.failure}` };
  const token = readAscii(trimmed(own(section, "token") ?? ""), tokenMaxChars);
  if (token === undefined) return { ok: false, failure: "$.websocket.token: not a usable text" };
  // Absent, 0 and versions yet unknown all mean the first one, which every server speaks.
  const wanted = readNumber(own(section, "version"), 2, 3);
  const version = wanted === 2 || wanted === 3 ? wanted : 1;
  return { ok: true, value: { url, ...(token && { token }), version } };
}

/** Reads an `mqtt` section; the failure is the path of the member that spoils it, with the reason. */
export function readMqtt(section: JsonObject): Result<MqttSettings, string> {
  const text = (key: string, maxChars: number) =>
    readAscii(withoutLineEnds(own(section, key) ?? ""), maxChars);
  const server = parseEndpoint(text("endpoint", urlMaxChars) ?? "");
  const clientId = text("client_id", nameMaxChars);
  const username = text("username", credentialMaxChars);
  const password = text("password", credentialMaxChars);
  const publishTopic = readTopic(section, "publish_topic");
  const subscribeTopic = readTopic(section, "subscribe_topic");
  const wrong = (key: string): Result<MqttSettings, string> => ({
    ok: false,
    failure: `$.mqtt.${key}: missing or not usable`,
  });
  if (!server) return wrong("endpoint");
  if (!clientId) return wrong("client_id");
  if (username === undefined) return wrong("username");
  if (password === undefined) return wrong("password");
  // Without a topic to publish to every send would vanish without a trace.
  if (publishTopic === undefined || /[+#]/.test(publishTopic)) return wrong("publish_topic");
  const keepAliveS = readNumber(own(section, "keepalive"), 1, 65_535) ?? keepAliveUsualS;
  return {
    ok: true,
    value: {
      ...server,
      clientId,
      username,
      password,
      publishTopic,
      ...(subscribeTopic !== undefined && { subscribeTopic }),
      keepAliveS: Math.min(Math.max(Math.round(keepAliveS), 10), 240),
    },
  };
}

/** The section as a server would send it, so that one reader serves replies and stored records. */
export function mqttSection(mqtt: MqttSettings): JsonObject {
  const host = mqtt.host.includes(":") ? `[${mqtt.host}]` : mqtt.host;
  return {
    endpoint: `${mqtt.tls ? "mqtts" : "mqtt"}://${host}:${mqtt.port}`,
    client_id: mqtt.clientId,
    username: mqtt.username,
    password: mqtt.password,
    publish_topic: mqtt.publishTopic,
    subscribe_topic: mqtt.subscribeTopic,
    keepalive: mqtt.keepAliveS,
  };
}

/** `host`, `host:port`, `[IPv6]:port`, bare IPv6, or any of these after `mqtt://` or `mqtts://`. TLS on 8883 or with `mqtts`. */
function parseEndpoint(
  text: string,
): { readonly host: string; readonly port: number; readonly tls: boolean } | undefined {
  const match = /^(?:(mqtts?):\/\/)?([^/]+)\/?$/i.exec(text.trim());
  if (!match) return undefined;
  const scheme = match[1]?.toLowerCase();
  const name = match[2] ?? "";
  const server = isIpv6(name) ? { host: name.toLowerCase(), port: undefined } : parseAuthority(name);
  if (!server) return undefined;
  const port = server.port ?? (scheme === "mqtt" ? 1883 : 8883);
  return { host: server.host, port, tls: scheme === "mqtts" || port === 8883 };
}

/** Blanks and line ends get around texts in configuration files and text fields. */
const trimmed = (value: unknown): unknown => (typeof value === "string" ? value.trim() : value);

/** A blank may belong to a password; a line end can't. */
const withoutLineEnds = (value: unknown): unknown =>
  typeof value === "string" && (value.includes("\n") || value.includes("\r"))
    ? value.replace(/^[\r\n]+|[\r\n]+$/g, "")
    : value;

/** Visible ASCII and spaces: these texts go into headers and packets. */
export function readAscii(value: unknown, maxChars: number): string | undefined {
  return typeof value === "string" && value.length <= maxChars && /^[ -~]*$/.test(value) ? value : undefined;
}

/** Some servers write the text `null` for a topic they don't have. */
function readTopic(section: JsonObject, key: string): string | undefined {
  const topic = readAscii(trimmed(own(section, key)), nameMaxChars);
  return topic && topic !== "null" ? topic : undefined;
}
