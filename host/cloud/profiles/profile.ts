import type { JsonBody } from "../json-body.js";

/** What differs between the clouds, and nothing else: validation and the shapes of answers and refusals. */

export interface HttpReply {
  readonly status: number;
  /** undefined: no body. A string is sent as text/plain, anything else as JSON. */
  readonly body: unknown;
}

export interface ReportHeaders {
  readonly deviceId: string | undefined;
  readonly clientId: string | undefined;
  readonly userAgent: string | undefined;
}

/** The part of an OTA report that the cloud acts on. */
export interface Report {
  readonly deviceId: string;
  readonly clientId: string;
  /** Empty when the device did not say. */
  readonly boardType: string;
  /** Undefined when the device did not say. */
  readonly appVersion: string | undefined;
}

export type ReportCheck =
  | { readonly ok: true; readonly report: Report }
  | { readonly ok: false; readonly reply: HttpReply };

export type ApiError =
  | "invalid_request"
  | "unauthorized"
  | "forbidden"
  | "agent_not_found"
  | "device_not_found"
  | "device_update_missing"
  | "code_invalid"
  | "code_missing"
  | "already_bound"
  | "not_found"
  | "too_large"
  | "internal";

/** How a websocket with a bad or missing token is refused. */
export type TokenRefusal =
  | { readonly at: "upgrade"; readonly reply: HttpReply }
  | { readonly at: "session"; readonly text: string; readonly code: number };

export interface Profile {
  readonly name: "xrobo" | "open";
  checkReport(headers: ReportHeaders, body: JsonBody): ReportCheck;
  /** A reported version that makes the firmware comparison fail: a refusal, or undefined to offer nothing. */
  readonly badVersionReply: HttpReply | undefined;
  /** Error in the manner of the OTA path. */
  otaError(
    kind: "device_id_missing" | "invalid" | "internal" | "too_large" | "not_found" | "hmac",
  ): HttpReply;
  apiOk(data: unknown, text: { readonly key: "message" | "msg"; readonly value: string }): HttpReply;
  apiError(error: ApiError, key?: "message" | "msg"): HttpReply;
  /** Path of the firmware URL that stands for "nothing newer". */
  readonly unusableFirmwarePath: string;
  /** First part of the MQTT client id. */
  mqttGroup(boardType: string, bound: boolean): string;
  /** Whether an unknown agent lists as empty instead of failing. */
  readonly unknownAgentListsEmpty: boolean;
  /** Whether a device can be moved to another agent by a call of its own. */
  readonly movesDevices: boolean;
  /** Whether the list of agents comes in pages. */
  readonly pagesAgents: boolean;
  /** Whether unbinding validates its body. */
  readonly unbindNeedsDeviceId: boolean;
  /** Whether the activation body is looked at even without a key for the serial number. */
  readonly checksActivationBody: boolean;
  readonly session: {
    readonly tokenRefusal: TokenRefusal;
    /** Close code for the hello of an unbound device; undefined leaves it unanswered and tells the code by `stt`. */
    readonly unboundCloseCode: number | undefined;
    /** Whether the websocket is served on every path and reads its identity from the query as well. */
    readonly anyPath: boolean;
    readonly echoesAudioParams: boolean;
    /** Whether a text frame that is not JSON comes back. */
    readonly echoesNonJson: boolean;
    /** Whether `tts stop` says if it was an abort. */
    readonly tellsAborted: boolean;
    /** Whether JSON is written in ASCII only, other characters as \\u escapes. */
    readonly asciiJson: boolean;
    /** Whether the MQTT gateway starts MCP by itself right after CONNACK. */
    readonly gatewayMcp: boolean;
  };
}
