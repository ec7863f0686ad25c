/** What the server answered to an OTA check. A 200 is not yet a success: the body must have the shape of a configuration. */
import type { CheckFailure, Result } from "../failure.js";
import { parseUrl, urlMaxChars } from "../net/url.js";
import { type JsonObject, own, parseJsonObject, readNumber, readObject, readWholeNumber } from "../shape.js";
import { cleanText, clip } from "../text/clip.js";
import { bodyMaxBytes, type HttpReply, httpFailure, refusalIn } from "./refusal.js";
import { readAscii, readMqtt, readWebsocket, type TransportSettings } from "./settings.js";

export type { MqttSettings, TransportSettings, WebsocketSettings } from "./settings.js";

/** `challenge` and `code` may be empty, not both; at most 500, 16 and 128 characters. */
export interface ActivationOffer {
  readonly code: string;
  /** May have several lines. */
  readonly message: string;
  readonly challenge: string;
}

export interface FirmwareOffer {
  readonly version: string;
  readonly url: string;
  readonly force: boolean;
}

export interface ServerTime {
  readonly utcMs: number;
  /** Minutes east of UTC. */
  readonly zoneOffsetMinutes?: number;
}

export interface CheckReply extends TransportSettings {
  /** Present: the device is not bound, even if transports are offered too. */
  readonly activation?: ActivationOffer;
  readonly firmware?: FirmwareOffer;
  readonly serverTime?: ServerTime;
}

const sections = ["activation", "websocket", "mqtt"] as const;

/** Reads the reply; takes any input. `utcMs` is the device's clock, for a `Retry-After` date. */
export function decodeReply(reply: HttpReply, utcMs: number): Result<CheckReply, CheckFailure> {
  if (reply.status !== 200) return { ok: false, failure: httpFailure(reply, utcMs) };
  const parsed = parseJsonObject(
    reply.body.startsWith("\ufeff") ? reply.body.slice(1) : reply.body,
    bodyMaxBytes,
  );
  if (!parsed.ok) {
    const isPage = /^\s*</.test(reply.body);
    return malformed(
      isPage ? "a web page came instead of JSON (wrong address, or a login page)" : `$: ${parsed.failure}`,
    );
  }
  let body = parsed.value;
  const outer = refusalIn(body);
  if (outer) return { ok: false, failure: outer };
  const data = readObject(own(body, "data"));
  if (data && !hasSections(body) && (hasSections(data) || refusalIn(data))) {
    body = data;
    const inner = refusalIn(body);
    if (inner) return { ok: false, failure: inner };
  }
  return readSections(body);
}

function readSections(body: JsonObject): Result<CheckReply, CheckFailure> {
  const section = (key: string) => readObject(own(body, key));
  const activation = readActivation(section("activation"));
  const websocketSection = section("websocket");
  const mqttSection = section("mqtt");
  const websocket = websocketSection && readWebsocket(websocketSection);
  const mqtt = mqttSection && readMqtt(mqttSection);
  if (!activation && !websocket?.ok && !mqtt?.ok) {
    const reasons = [websocket, mqtt].flatMap((result) => (result && !result.ok ? [result.failure] : []));
    return malformed(reasons.join("; ") || "$: neither activation nor websocket nor mqtt");
  }
  const firmware = readFirmware(section("firmware"));
  const serverTime = readServerTime(section("server_time"));
  return {
    ok: true,
    value: {
      ...(activation && { activation }),
      ...(websocket?.ok && { websocket: websocket.value }),
      ...(mqtt?.ok && { mqtt: mqtt.value }),
      ...(firmware && { firmware }),
      ...(serverTime && { serverTime }),
    },
  };
}

/** A code or a challenge of any kind means unbound, even one that can't be used: better to ask again than to think it bound. */
function readActivation(section: JsonObject | undefined): ActivationOffer | undefined {
  if (!section) return undefined;
  const code = scalarText(own(section, "code"));
  const challenge = scalarText(own(section, "challenge"));
  if (code === "" && challenge === "") return undefined;
  // The console's address comes first; a server where nobody has set it writes the text `null` there.
  const message = cleanText(scalarText(own(section, "message")), 500)
    .split("\n")
    .filter((line) => line.trim() !== "null")
    .join("\n");
  return {
    code: clip(code, 64)
      .replace(/[^!-~]/g, "")
      .slice(0, 16),
    message,
    challenge: readAscii(challenge, 128) ?? "",
  };
}

/** Placeholders that servers give when there is nothing to install. */
const placeholderUrl = /INVALID_FIRMWARE|INVALID_URL/;

function readFirmware(section: JsonObject | undefined): FirmwareOffer | undefined {
  if (!section) return undefined;
  const version = readAscii(scalarText(own(section, "version")), 32);
  const url = readAscii(own(section, "url"), urlMaxChars);
  if (!version || !url || placeholderUrl.test(url) || !parseUrl(url, ["http", "https"]).ok) return undefined;
  const force = own(section, "force");
  return { version, url, force: force === true || readNumber(force, 1, 1) === 1 };
}

function readServerTime(section: JsonObject | undefined): ServerTime | undefined {
  if (!section) return undefined;
  // Milliseconds only: a number of seconds would be a date in 1970 and is below this range.
  const utcMs = readNumber(own(section, "timestamp"), 1e11, 8.64e15);
  if (utcMs === undefined) return undefined;
  const zoneOffsetMinutes = readWholeNumber(own(section, "timezone_offset"), -720, 840);
  return { utcMs: Math.round(utcMs), ...(zoneOffsetMinutes !== undefined && { zoneOffsetMinutes }) };
}

/** A text, or a number as it stands in the JSON; anything else is empty. */
function scalarText(value: unknown): string {
  return typeof value === "number" ? String(value) : typeof value === "string" ? value : "";
}

const hasSections = (body: JsonObject): boolean => sections.some((key) => readObject(own(body, key)));

const malformed = (detail: string): Result<never, CheckFailure> => ({
  ok: false,
  failure: { kind: "malformed", detail },
});
