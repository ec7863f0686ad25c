import type { CheckFailure } from "../../../../src/core/failure.js";
import { type CheckReply, decodeReply } from "../../../../src/core/ota/reply.js";
import type { TransportSettings } from "../../../../src/core/ota/settings.js";
import { decodeTransport, encodeTransport } from "../../../../src/core/ota/store.js";
import { otaReplies } from "../examples.js";
import { mutatedJson } from "../json/mutate.js";
import { amountsIn, isTooMuch, objectIn, plain } from "../oracles/json.js";
import { mustBeAscii, mustBeLine, mustBeProse, mustBeSecretFree } from "../oracles/text.js";
import { pick } from "../plan.js";
import { without } from "../shorten.js";
import { breach, must, target } from "../target.js";

/** A type and not an interface: it has to be JSON. */
export type OtaReplyInput = {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
};

const otaUrl = "https://cloud.example/xiaozhi/ota/";
const utcMs = 1_790_000_000_000;
const bodyMaxChars = 16_384;

/** Mostly 200: the body is what there is to read. */
const statuses = [
  200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 202, 301, 400, 401, 404, 429, 500, 503, 0, 999,
];
const headers: readonly { readonly [name: string]: string }[] = [
  {},
  { "retry-after": "120" },
  { "retry-after": "9".repeat(400) },
  { "retry-after": "Wed, 23 Sep 2026 10:00:00 GMT", date: "Wed, 23 Sep 2026 09:00:00 GMT" },
  { "retry-after": "-5", date: "soon" },
  { "retry-after": "Xxx, 99 Xxx 9999 99:99:99 GMT" },
];

/** @param decode the decoder; a broken one for the canaries */
export const replyTarget = (decode: typeof decodeReply) =>
  target<OtaReplyInput>({
    name: "ota-reply",
    about: "answers to the OTA check, given to the reply decoder",
    cases: 90_000,
    size: { examples: otaReplies.trees.length, extrasMax: 1 },
    make: ({ example, mutations, extras: [extra = 0] }) => ({
      status: pick(statuses, extra),
      headers: pick(headers, extra >> 4),
      body: mutatedJson(otaReplies, example, mutations),
    }),
    judge: (input) => judgeReply(decode, input),
    reaches: ["activation", "bound", "http", "refused", "malformed"],
    *shorter(input) {
      for (const body of without(input.body)) yield { ...input, body };
    },
  });

export const otaReply = replyTarget(decodeReply);

function judgeReply(decode: typeof decodeReply, input: OtaReplyInput): string {
  const { status, body } = input;
  const result = decode({ ok: true, status, headers: input.headers, body }, utcMs, otaUrl);
  const text = body.startsWith("\ufeff") ? body.slice(1) : body;
  const parsed = text.length <= bodyMaxChars && !isTooMuch(amountsIn(text)) ? objectIn(text) : undefined;
  if (!result.ok) {
    judgeFailure(result.failure, status, parsed !== undefined);
    must(
      !(status === 200 && saysUnbound(parsed)),
      "an activation is not told: the device is taken for bound",
    );
    return result.failure.kind;
  }
  must(status === 200, `status ${status} is taken for a success`);
  must(parsed !== undefined, "reads what is no JSON object within the limits");
  judgeValue(result.value);
  if (saysUnbound(parsed))
    must(result.value.activation !== undefined, "an activation is not told: the device is taken for bound");
  return result.value.activation === undefined ? "bound" : "activation";
}

/** An activation with a member that says something at the top, in a body that does not say no. */
function saysUnbound(body: Readonly<Record<string, unknown>> | undefined): boolean {
  if (body === undefined) return false;
  const { code, error, success, activation } = body;
  const saysNo =
    Boolean(error) || success === false || !(code === undefined || code === null || isSuccess(code));
  const told = Object.entries(plain(activation) ?? {}).filter(
    ([key, value]) => key !== "timeout_ms" && value !== null && String(value).trim() !== "",
  );
  return !saysNo && told.length > 0;
}

/** Numbers and texts of them that mean 0 or 2xx, and the two words. */
const isSuccess = (code: unknown): boolean =>
  (typeof code === "number" || typeof code === "string") &&
  (/^(?:ok|success)$/i.test(String(code)) ||
    (/^[0-9]+$/.test(String(code)) && (Number(code) === 0 || (Number(code) >= 200 && Number(code) < 300))));

const kinds = ["http", "refused", "malformed"];

function judgeFailure(failure: CheckFailure, status: number, isObject: boolean): void {
  must(kinds.includes(failure.kind), `a failure of kind ${failure.kind}`);
  mustBeSecretFree(JSON.stringify(failure), "a failure");
  if (failure.kind === "http") {
    must(status !== 200 ? failure.status === status : failure.status === 404, "another status is told");
    mustBeLine(failure.text, 120, "the server's words");
    const { retryAfterMs } = failure;
    must(
      retryAfterMs === undefined || (retryAfterMs >= 0 && retryAfterMs <= 3_600_000),
      `a wait of ${retryAfterMs} ms`,
    );
  } else if (failure.kind === "refused") {
    must(isObject, "a refusal without a body");
    mustBeLine(failure.text, 120, "the server's words");
  } else if (failure.kind === "malformed") {
    mustBeLine(failure.detail, 400, "the detail");
    must(!isObject || failure.detail.startsWith("$"), "a good object is said to be none");
    must(
      !isObject || !/^\$: (?:not|longer|nested|more)/.test(failure.detail),
      "refuses a JSON object within the limits",
    );
  }
}

function judgeValue(value: CheckReply): void {
  const { activation, websocket, mqtt, firmware, serverTime, refused, ...rest } = value;
  must(Object.keys(rest).length === 0, "a member that is none");
  if (refused !== undefined) {
    mustBeLine(refused, 400, "what was not taken");
    mustBeSecretFree(refused, "what was not taken");
    must(!refused.includes("://") || /starts with https?:\/\/ or/.test(refused), "a URL is quoted");
  }
  must(
    activation !== undefined || websocket !== undefined || mqtt !== undefined,
    "a configuration without a section",
  );
  if (activation !== undefined) {
    must(/^[!-~]{0,16}$/.test(activation.code), "the code is not 0 to 16 visible characters");
    mustBeProse(activation.message, 500, "the message");
    must(
      !activation.message.split("\n").some((line) => line.trim() === "null"),
      "the message has a line null",
    );
    mustBeAscii(activation.challenge, 128, "the challenge");
  }
  if (websocket !== undefined) {
    judgeUrl(websocket.url, 512, ["ws:", "wss:"]);
    must(websocket.token !== "", "an empty token");
    mustBeAscii(websocket.token ?? "", 1_500, "the token");
    must([1, 2, 3].includes(websocket.version), `version ${websocket.version}`);
  }
  if (mqtt !== undefined) {
    const { host, port, tls, clientId, username, password, publishTopic, subscribeTopic, keepAliveS } = mqtt;
    must(/^[a-z0-9._:-]{1,253}$/.test(host), "the MQTT host is no host");
    must(Number.isInteger(port) && port >= 1 && port <= 65_535, `port ${port}`);
    must(typeof tls === "boolean" && (tls || port !== 8_883), "no TLS on 8883");
    for (const text of [clientId, publishTopic, subscribeTopic ?? "x"]) {
      must(text !== "", "an empty name");
      mustBeAscii(text, 128, "a name of the MQTT section");
    }
    mustBeAscii(username, 512, "the user name");
    mustBeAscii(password, 512, "the password");
    must(!/[+#]/.test(publishTopic), "a topic to publish to has a wildcard");
    must(Number.isInteger(keepAliveS) && keepAliveS >= 10 && keepAliveS <= 240, `keep-alive ${keepAliveS}`);
  }
  if (firmware !== undefined) {
    judgeUrl(firmware.url, 1_500, ["http:", "https:"]);
    must(!/INVALID_FIRMWARE|INVALID_URL/.test(firmware.url), "a placeholder is an offer");
    must(firmware.version !== "", "an empty version");
    mustBeAscii(firmware.version, 32, "the version");
    must(typeof firmware.force === "boolean", "force is no boolean");
  }
  if (serverTime !== undefined) {
    const { utcMs: toldMs, zoneOffsetMinutes = 0 } = serverTime;
    must(Number.isInteger(toldMs) && toldMs >= 1e11 && toldMs <= 8.64e15, `server time ${toldMs}`);
    must(
      Number.isInteger(zoneOffsetMinutes) && zoneOffsetMinutes >= -720 && zoneOffsetMinutes <= 840,
      `zone ${zoneOffsetMinutes}`,
    );
  }
  judgeRoundTrip({ ...(websocket && { websocket }), ...(mqtt && { mqtt }) });
}

function judgeUrl(text: string, maxChars: number, schemes: readonly string[]): void {
  mustBeAscii(text, maxChars, "a URL");
  if (!URL.canParse(text)) breach("a URL that is none");
  const url = new URL(text);
  must(schemes.includes(url.protocol), `a URL with ${url.protocol}`);
  must(url.username === "" && url.password === "", "a URL with a user name");
}

/** Stored and read again, the sections are the same. */
function judgeRoundTrip(settings: TransportSettings): void {
  if (settings.websocket === undefined && settings.mqtt === undefined) return;
  const stored = encodeTransport({ settings });
  const text = JSON.stringify(settings);
  if (!stored.ok) return must(/[\\]/.test(text), "sections without escapes do not fit into a record");
  must(stored.value.length <= 4_000, "a record is over its limit");
  must(
    JSON.stringify(decodeTransport(stored.value)?.settings) === text,
    "the stored sections read as others",
  );
}
