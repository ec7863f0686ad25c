/** The client: each call as one request and the reading of its answer. */
import type { z } from "zod";
import { baseOf, segment } from "./address.js";
import {
  type Agent,
  agentPage,
  type BoundDevice,
  boundDevice,
  createdAgent,
  firmwareImage,
  importAnswer,
  preRegistered,
  preRegisteredPage,
} from "./answer.js";
import { type Ask, asker } from "./asker.js";
import type { ApiOptions, CallOptions, DeviceApi } from "./contract.js";
import { ApiError, cleanServerText } from "./errors.js";

export type { ApiOptions, DeviceApi } from "./contract.js";

const uploadTimeoutMs = 120_000;
const agentPageSize = 100;
const agentPagesMax = 100;

/** Throws ApiError if the address or the token cannot be right. Asks nothing yet. */
export function deviceApi(options: ApiOptions): DeviceApi {
  const base = baseOf(options.apiUrl);
  checkToken(options.token);
  const ask = asker(options, new URL(base).host);
  return {
    ...deviceCalls(ask, base),
    ...importCalls(ask, base, options.token),
    ...agentCalls(ask, `${base}/xiaozhi/agent`),
    ...firmwareCalls(ask, `${base}/xiaozhi/firmware`, options),
  };
}

type DeviceCalls = Pick<DeviceApi, "list" | "bind" | "unbind" | "updateDevice" | "moveDevice">;

function deviceCalls(ask: Ask, base: string): DeviceCalls {
  const device = `${base}/xiaozhi/device`;
  return {
    async list(agentId, call) {
      const url = `${device}/bind/${agentPart(agentId)}`;
      const answer = await ask({ method: "GET", url, missing: "agentNotFound" }, call);
      return shaped(boundDevice.array(), answer.data ?? [], "the device list");
    },
    async bind(agentId, code, call) {
      const url = `${device}/bind/${agentPart(agentId)}/${segment(code, "codeInvalid", "code")}`;
      const answer = await ask(
        { method: "POST", url, missing: "agentNotFound", invalid: "codeInvalid" },
        call,
      );
      return toldOf(answer.data);
    },
    async unbind(deviceId, call) {
      const body = { deviceId };
      await ask({ method: "POST", url: `${device}/unbind`, body, missing: "deviceNotFound" }, call);
    },
    async updateDevice(deviceId, { alias, autoUpdate }, call) {
      const url = `${device}/update/${segment(deviceId, "deviceNotFound", "device's id")}`;
      const body = {
        ...(alias === undefined ? {} : { alias }),
        ...(autoUpdate === undefined ? {} : { autoUpdate: autoUpdate ? 1 : 0 }),
      };
      const answer = await ask({ method: "PUT", url, body, missing: "deviceNotFound" }, call);
      return toldOf(answer.data);
    },
    async moveDevice(mac, agentId, call) {
      const to = agentPart(agentId);
      const url = `${base}/v1/devices/${segment(mac, "deviceNotFound", "MAC address")}/agent/${to}`;
      await ask({ method: "PUT", url, body: {}, missing: "agentNotFound" }, call);
    },
  };
}

type ImportCalls = Pick<
  DeviceApi,
  "preregister" | "preRegistered" | "preRegisteredDevice" | "deletePreRegistered"
>;

function importCalls(ask: Ask, base: string, token: string): ImportCalls {
  const register = `${base}/v1/pre-register`;
  const byMac = (mac: string) => `${register}/devices/mac-address/${segment(mac, "notFound", "MAC address")}`;
  return {
    async preregister(agentId, macs, serialNumbers = [], call) {
      const url = `${base}/xiaozhi/device/preregister`;
      const body = { agent_id: agentId, mac_addresses: macs, serial_numbers: serialNumbers };
      const answer = await ask({ method: "POST", url, body, missing: "agentNotFound" }, call);
      const { success_count, failed } = shaped(importAnswer, answer.data ?? answer.body, "the import result");
      const cleaned = (failed ?? []).map(({ value, reason }) => ({
        value,
        reason: cleanServerText(reason, token),
      }));
      return { successCount: success_count, failed: cleaned };
    },
    async preRegistered(agentId, { cursor, limit } = {}, call) {
      const query = queryOf({ cursor, limit });
      const url = `${register}/agents/${agentPart(agentId)}/devices${query}`;
      const answer = await ask({ method: "GET", url, missing: "agentNotFound" }, call);
      const { devices, next_cursor } = shaped(preRegisteredPage, answer.data, "the list of imported devices");
      return { devices: devices ?? [], ...(next_cursor ? { nextCursor: next_cursor } : {}) };
    },
    async preRegisteredDevice(mac, call) {
      const answer = await ask({ method: "GET", url: byMac(mac), missing: "notFound" }, call);
      return shaped(preRegistered, answer.data, "the imported device");
    },
    async deletePreRegistered(mac, call) {
      await ask({ method: "DELETE", url: byMac(mac), missing: "notFound" }, call);
    },
  };
}

type AgentCalls = Pick<DeviceApi, "agents" | "createAgent" | "renameAgent" | "deleteAgent">;

function agentCalls(ask: Ask, agents: string): AgentCalls {
  const one = (agentId: string) => `${agents}/${agentPart(agentId)}`;
  return {
    async agents(call) {
      const all: Agent[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < agentPagesMax; page += 1) {
        const url = `${agents}/list${queryOf({ limit: agentPageSize, cursor })}`;
        const answer = await ask({ method: "GET", url, missing: "notFound" }, call);
        const { data, nextCursor } = shaped(agentPage, answer.body, "the agent list");
        all.push(...(data ?? []));
        // A server that knows no pages, or gives the same one again, has told all it has.
        if (!nextCursor || nextCursor === cursor || (data ?? []).length === 0) break;
        cursor = nextCursor;
      }
      return all;
    },
    async createAgent(name, assistantName = name, call) {
      const body = { agentName: name, assistantName };
      const answer = await ask({ method: "POST", url: agents, body, missing: "notFound" }, call);
      return { id: shaped(createdAgent, answer.data, "the new agent's id"), name, assistantName };
    },
    async renameAgent(agentId, name, call) {
      const body = { agentName: name };
      await ask({ method: "PUT", url: one(agentId), body, missing: "agentNotFound" }, call);
    },
    async deleteAgent(agentId, call) {
      await ask({ method: "DELETE", url: one(agentId), missing: "agentNotFound" }, call);
    },
  };
}

type FirmwareCalls = Pick<DeviceApi, "firmware" | "uploadFirmware" | "deleteFirmware">;

function firmwareCalls(ask: Ask, firmware: string, options: ApiOptions): FirmwareCalls {
  const uploadLimit: CallOptions = { timeoutMs: options.timeoutMs ?? uploadTimeoutMs };
  return {
    async firmware(call) {
      const answer = await ask({ method: "GET", url: firmware, missing: "notFound" }, call);
      return shaped(firmwareImage.array(), answer.data ?? [], "the list of firmware");
    },
    async uploadFirmware({ boardType, version, bytes, force }, call) {
      const url = `${firmware}${queryOf({ type: boardType, version, force: force === true ? "1" : undefined })}`;
      const upload = { method: "POST", url, body: bytes, missing: "notFound" } as const;
      const answer = await ask(upload, { ...uploadLimit, ...call });
      return shaped(firmwareImage, answer.data, "the stored image");
    },
    async deleteFirmware(boardType, version, call) {
      const type = segment(boardType, "notFound", "board type");
      const url = `${firmware}/${type}/${segment(version, "notFound", "version")}`;
      await ask({ method: "DELETE", url, missing: "notFound" }, call);
    },
  };
}

function agentPart(agentId: string): string {
  return segment(agentId, "agentNotFound", "agent's id");
}

/** `?a=1&b=2` of what is defined; the empty text if nothing is. */
function queryOf(values: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) query.set(name, String(value));
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

/** Servers answer with the whole device, with its MAC alone or with nothing. */
function toldOf(data: unknown): Partial<BoundDevice> {
  const told = boundDevice.safeParse(data);
  return told.success ? told.data : {};
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

function checkToken(token: string): void {
  if (/^[\x21-\x7e]+$/.test(token)) return;
  throw new ApiError(
    "unauthorized",
    "The token is empty or holds blanks or other characters that no token has.",
  );
}
