/**
 * Client of the device API of a XiaoZhi-compatible cloud: list, bind, unbind, import devices.
 *
 * Documented by xrobo ("设备 API", and "pre-register" in github.com/qiniu/Xrobot-docs); the open management server answers the
 * first three calls in its own style. Both styles are accepted: `msg` or `message`, the status in HTTP or in `code` or in
 * both, a whole device or only its MAC.
 */
import type { z } from "zod";
import {
  type Agent,
  agent,
  type BoundDevice,
  boundDevice,
  importAnswer,
  type PreRegisteredDevice,
  preRegistered,
  preRegisteredPage,
} from "./answer.js";
import { ApiError, type ApiErrorKind } from "./errors.js";
import { type ApiAnswer, type ApiRequest, exchange } from "./request.js";

export interface ApiOptions {
  /** `https://xrobo.qiniu.com`, with or without `/xiaozhi` at the end. */
  readonly apiUrl: string;
  /** Bearer token of a user. Never printed, never part of an error. */
  readonly token: string;
  /** Per attempt. Default 10,000. */
  readonly timeoutMs?: number;
  /** Pauses before the second and third attempt of a GET. Default 300 and 1,000. */
  readonly retryDelaysMs?: readonly number[];
  readonly fetch?: typeof globalThis.fetch;
}

export interface ImportFailure {
  /** The MAC or serial number as sent. */
  readonly value: string;
  /** The server's words. */
  readonly reason: string;
}

export interface ImportResult {
  readonly successCount: number;
  readonly failed: readonly ImportFailure[];
}

export interface PreRegisteredPage {
  readonly devices: readonly PreRegisteredDevice[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
}

/** Every call rejects with ApiError and nothing else. GETs are tried up to three times, other calls once. */
export interface DeviceApi {
  /** Devices bound to an agent. Errors: unauthorized, agentNotFound. */
  list(agentId: string): Promise<readonly BoundDevice[]>;
  /**
   * Binds the device that shows this code. Resolves with what the server tells of it: the whole device, only its MAC, or
   * nothing. Errors: unauthorized, codeInvalid (wrong, used or expired), agentNotFound, alreadyBound.
   */
  bind(agentId: string, code: string): Promise<Partial<BoundDevice>>;
  /** `deviceId` is the MAC in most clouds. An unknown device is no error on servers of either style. */
  unbind(deviceId: string): Promise<void>;
  /** Binds devices by MAC before their first start; at most 100 a call is prudent. Partial success is a success here. */
  preregister(
    agentId: string,
    macs: readonly string[],
    serialNumbers?: readonly string[],
  ): Promise<ImportResult>;
  /** `limit`: devices a page. Errors: unauthorized, agentNotFound. */
  preRegistered(
    agentId: string,
    page?: { readonly cursor?: string; readonly limit?: number },
  ): Promise<PreRegisteredPage>;
  /** Errors: unauthorized, notFound. */
  preRegisteredDevice(mac: string): Promise<PreRegisteredDevice>;
  /** Errors: unauthorized, notFound. */
  deletePreRegistered(mac: string): Promise<void>;
  /** Agents of the token's user. Not in xrobo's documents: `GET /xiaozhi/agent/list` of the open management server. */
  agents(): Promise<readonly Agent[]>;
}

interface Call extends ApiRequest {
  /** What 404 means here. */
  readonly missing: "agentNotFound" | "notFound";
  /** What 400 means here, if it is not the server's general complaint. */
  readonly invalid?: "codeInvalid";
}

/** Throws ApiError if the address or the token cannot be right. */
export function deviceApi(options: ApiOptions): DeviceApi {
  const base = baseOf(options.apiUrl);
  checkToken(options.token);
  const ask = asker(options, new URL(base).host);
  const device = `${base}/xiaozhi/device`;
  const register = `${base}/v1/pre-register`;
  const get = (url: string, missing: Call["missing"]) => ask({ method: "GET", url, missing });
  return {
    async list(agentId) {
      const answer = await get(`${device}/bind/${part(agentId)}`, "agentNotFound");
      return shaped(boundDevice.array(), answer.data ?? [], "the device list");
    },
    async bind(agentId, code) {
      const url = `${device}/bind/${part(agentId)}/${part(code)}`;
      const answer = await ask({ method: "POST", url, missing: "agentNotFound", invalid: "codeInvalid" });
      const told = boundDevice.safeParse(answer.data);
      return told.success ? told.data : {};
    },
    async unbind(deviceId) {
      await ask({ method: "POST", url: `${device}/unbind`, body: { deviceId }, missing: "notFound" });
    },
    async preregister(agentId, macs, serialNumbers = []) {
      const body = { agent_id: agentId, mac_addresses: macs, serial_numbers: serialNumbers };
      const answer = await ask({
        method: "POST",
        url: `${device}/preregister`,
        body,
        missing: "agentNotFound",
      });
      const { success_count, failed } = shaped(importAnswer, answer.data ?? answer.body, "the import result");
      return { successCount: success_count, failed: failed ?? [] };
    },
    async preRegistered(agentId, page = {}) {
      const query = new URLSearchParams();
      if (page.cursor !== undefined) query.set("cursor", page.cursor);
      if (page.limit !== undefined) query.set("limit", String(page.limit));
      const url = `${register}/agents/${part(agentId)}/devices${query.size > 0 ? `?${query}` : ""}`;
      const answer = await get(url, "agentNotFound");
      const { devices, next_cursor } = shaped(preRegisteredPage, answer.data, "the list of imported devices");
      return { devices: devices ?? [], ...(next_cursor ? { nextCursor: next_cursor } : {}) };
    },
    async preRegisteredDevice(mac) {
      const answer = await get(`${register}/devices/mac-address/${part(mac)}`, "notFound");
      return shaped(preRegistered, answer.data, "the imported device");
    },
    async deletePreRegistered(mac) {
      await ask({
        method: "DELETE",
        url: `${register}/devices/mac-address/${part(mac)}`,
        missing: "notFound",
      });
    },
    async agents() {
      const answer = await get(`${base}/xiaozhi/agent/list`, "notFound");
      return shaped(agent.array(), answer.data ?? [], "the agent list");
    },
  };
}

function asker(options: ApiOptions, host: string): (call: Call) => Promise<ApiAnswer> {
  const { token, timeoutMs = 10_000, retryDelaysMs = [300, 1_000] } = options;
  const once = async (call: Call): Promise<ApiAnswer> => {
    const answer = await exchange(call, { token, timeoutMs, fetch: options.fetch ?? globalThis.fetch });
    if (answer.code !== 0) throw refusal(call, answer, host);
    return answer;
  };
  return async (call) => {
    const pausesMs = call.method === "GET" ? retryDelaysMs : [];
    for (const pauseMs of pausesMs) {
      try {
        return await once(call);
      } catch (error) {
        if (!mayPass(error)) throw error;
        await new Promise((resume) => setTimeout(resume, pauseMs));
      }
    }
    return once(call);
  };
}

/** Worth another try, if a repeat does no harm. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.kind === "unreachable" || (error.kind === "server" && (error.status ?? 0) >= 500);
}

/** Codes of the open management server that say more than an HTTP status. */
const openCodes: Readonly<Record<number, ApiErrorKind>> = {
  10061: "codeInvalid",
  10062: "codeInvalid",
  10063: "alreadyBound",
};

function refusal(call: Call, answer: ApiAnswer, host: string): ApiError {
  const kind = kindOf(call, answer.code) ?? kindOf(call, answer.httpStatus) ?? "server";
  return new ApiError(kind, sentence(kind, answer, host), answer.code);
}

function kindOf(call: Call, code: number): ApiErrorKind | undefined {
  if (code === 401 || code === 403) return "unauthorized";
  if (code === 404) return call.missing;
  if (code === 400) return call.invalid;
  if (code === 409) return "alreadyBound";
  return call.invalid === undefined ? undefined : openCodes[code];
}

function sentence(kind: ApiErrorKind, answer: ApiAnswer, host: string): string {
  const said = answer.text === "" ? "" : ` (it says: ${answer.text})`;
  switch (kind) {
    case "unauthorized":
      if (answer.code === 403)
        return `${host} says that this token may not do that: is the device another user's?`;
      return `${host} does not accept the token: it is wrong or has expired, so get a new one from the console.`;
    case "codeInvalid":
      return `${host} does not know this code: it is wrong, used or expired, so type the one the device shows now.`;
    case "agentNotFound":
      return `${host} has no such agent: check the agent's id in the console.`;
    case "alreadyBound":
      return "This device is bound already: unbind it first.";
    case "notFound":
      return `${host} has nothing under that address or id${said}.`;
    default:
      return `${host} could not do it: status ${answer.code}${said}.`;
  }
}

function shaped<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const where = result.error.issues[0]?.path.join(".") ?? "";
  throw new ApiError(
    "malformed",
    `The server's answer does not hold ${what}${where === "" ? "" : ` (at ${where})`}.`,
  );
}

/** One path segment. `.` and `..` would climb; nobody has such an id. */
function part(text: string): string {
  return text === "." || text === ".." ? "%2E" : encodeURIComponent(text);
}

function baseOf(apiUrl: string): string {
  const usable = URL.canParse(apiUrl) && /^https?:$/.test(new URL(apiUrl).protocol);
  if (!usable) throw new ApiError("unreachable", "The API address must begin with http:// or https://.");
  const { origin, pathname } = new URL(apiUrl);
  return `${origin}${pathname.replace(/\/+$/, "").replace(/\/xiaozhi$/, "")}`;
}

function checkToken(token: string): void {
  if (/^[\x21-\x7e]+$/.test(token)) return;
  throw new ApiError(
    "unauthorized",
    "The token is empty or holds blanks or other characters that no token has.",
  );
}
