/** What the server answered to an OTA check. A 200 is not yet a success: the body must have the shape of a configuration. */

import type { CheckFailure, Result } from "../failure.js";
import { frozen } from "../frozen.js";
import { codingOf } from "../net/coding.js";
import { cleanLine, cleanText } from "../text/clip.js";
import {
  type JsonObject,
  own,
  parseJsonObject,
  readNumber,
  readObject,
  readWholeNumber,
} from "../untrusted-json.js";
import { plainImage, plainMqtt, plainWebsocket } from "./downgrade.js";
import { type FirmwareOffer, readFirmware } from "./firmware-offer.js";
import { bodyMaxBytes, type HttpReply, httpFailure, refusalIn } from "./refusal.js";
import { scalarText } from "./scalar.js";
import { readAscii, readMqtt, readWebsocket, type TransportSettings } from "./settings.js";

export type { FirmwareOffer } from "./firmware-offer.js";
export type { MqttSettings, TransportSettings, WebsocketSettings } from "./settings.js";

/** Each may be empty; `code` has at most 16 characters, `message` 500, `challenge` 128. */
export interface ActivationOffer {
  readonly code: string;
  /** May have several lines. */
  readonly message: string;
  readonly challenge: string;
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
  /** One line for the log: what was offered and not taken, and why. Holds no URL. */
  readonly refused?: string;
}

const sections = frozen(["activation", "websocket", "mqtt"] as const);

/**
 * Reads the reply; takes any input.
 * @param utcMs the device's clock, for a `Retry-After` date
 * @param askedUrl where it came from
 * @param tlsOnly what would not go over TLS is not taken (`downgrade.ts`)
 */
export function decodeReply(
  reply: HttpReply,
  utcMs: number,
  askedUrl?: string,
  tlsOnly = false,
): Result<CheckReply, CheckFailure> {
  if (reply.status !== 200) return { ok: false, failure: httpFailure(reply, utcMs) };
  const coding = codingOf(reply.headers["content-encoding"]);
  if (coding !== undefined)
    return malformed(`the answer is compressed (${cleanLine(coding, 40)}), which was not asked for`);
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
  return readSections(body, askedUrl, tlsOnly);
}

function readSections(
  body: JsonObject,
  askedUrl: string | undefined,
  tlsOnly: boolean,
): Result<CheckReply, CheckFailure> {
  const section = (key: string) => readObject(own(body, key));
  const activation = readActivation(section("activation"));
  const websocketSection = section("websocket");
  const mqttSection = section("mqtt");
  const refusals: string[] = [];
  /** What was read, or why it is not taken. */
  const held = <Value>(
    result: Result<Value, string> | undefined,
    plain: (value: Value) => string | undefined,
  ): Result<Value, string> | undefined => {
    const refusal = tlsOnly && result?.ok ? plain(result.value) : undefined;
    if (refusal === undefined) return result;
    refusals.push(refusal);
    return { ok: false, failure: refusal };
  };
  const websocket = held(websocketSection && readWebsocket(websocketSection), plainWebsocket);
  const mqtt = held(mqttSection && readMqtt(mqttSection), plainMqtt);
  if (!activation && !websocket?.ok && !mqtt?.ok) {
    const reasons = [websocket, mqtt].flatMap((result) => (result && !result.ok ? [result.failure] : []));
    return malformed(reasons.join("; ") || "$: neither activation nor websocket nor mqtt");
  }
  const firmwareSection = section("firmware");
  const offer = firmwareSection && readFirmware(firmwareSection, askedUrl);
  if (offer && !offer.ok) refusals.push(offer.failure);
  const image = held(offer, ({ url }) => plainImage(url));
  const firmware = image?.ok ? image.value : undefined;
  const serverTime = readServerTime(section("server_time"));
  return {
    ok: true,
    value: {
      ...(activation && { activation }),
      ...(websocket?.ok && { websocket: websocket.value }),
      ...(mqtt?.ok && { mqtt: mqtt.value }),
      ...(firmware && { firmware }),
      ...(serverTime && { serverTime }),
      ...(refusals.length > 0 && { refused: refusals.join("; ") }),
    },
  };
}

/** Does it say "not bound yet", in the way of a check's reply? */
export function saysUnbound(body: JsonObject): boolean {
  const data = readObject(own(body, "data"));
  return [body, data].some(
    (part) => part && readActivation(readObject(own(part, "activation"))) !== undefined,
  );
}

/** Any member that says something means unbound, even one that can't be used: better to ask again than to think it bound. */
function readActivation(section: JsonObject | undefined): ActivationOffer | undefined {
  // How long a code is good says nothing without one.
  if (!section || Object.keys(section).every((key) => key === "timeout_ms" || isEmpty(own(section, key))))
    return undefined;
  // The console's address comes first; a server where nobody has set it writes the text `null` there.
  const message = cleanText(scalarText(own(section, "message")), 500)
    .split("\n")
    .filter((line) => line.trim() !== "null")
    .join("\n");
  return {
    code: readCode(own(section, "code")),
    message,
    challenge: readAscii(scalarText(own(section, "challenge")), 128) ?? "",
  };
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === "string" && value.trim() === "");

/** For a person to type: digits of a Chinese keyboard as plain ones. One that is too long is none: part of it leads nowhere. */
function readCode(value: unknown): string {
  const text = scalarText(value);
  if (text.length > 100) return "";
  const code = text
    .replace(/[\uff10-\uff19]/g, (digit) => String.fromCodePoint((digit.codePointAt(0) ?? 0) - 0xfee0))
    .replace(/[^!-~]/g, "");
  return code.length > 16 ? "" : code;
}

function readServerTime(section: JsonObject | undefined): ServerTime | undefined {
  if (!section) return undefined;
  // Milliseconds only: a number of seconds would be a date in 1970 and is below this range.
  const utcMs = readNumber(own(section, "timestamp"), 1e11, 8.64e15);
  if (utcMs === undefined) return undefined;
  const zoneOffsetMinutes = readWholeNumber(own(section, "timezone_offset"), -720, 840);
  return { utcMs: Math.round(utcMs), ...(zoneOffsetMinutes !== undefined && { zoneOffsetMinutes }) };
}

const hasSections = (body: JsonObject): boolean => sections.some((key) => readObject(own(body, key)));

const malformed = (detail: string): Result<never, CheckFailure> => ({
  ok: false,
  failure: { kind: "malformed", detail },
});
