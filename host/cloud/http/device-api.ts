import type { FastifyInstance, FastifyRequest } from "fastify";
import { bindByCode, unbind } from "../binding.js";
import type { CloudContext } from "../context.js";
import { sendReply } from "../http-reply.js";
import { readJson } from "../json-body.js";
import { macKey } from "../mac.js";
import type { HttpReply } from "../profiles/profile.js";
import { agentParams, deviceCode, unbindBody, updateDeviceBody } from "../schemas.js";
import type { AgentRow, DeviceRow } from "../store/rows.js";
import { withUser } from "./auth.js";

/** The device API: list, bind by code, unbind, change name and auto-update, move to another agent. */

const success = { key: "message", value: "success" } as const;

export function deviceRoutes(app: FastifyInstance, context: CloudContext): void {
  const config = { faultTarget: "api" } as const;
  app.get("/xiaozhi/device/bind/:agentId", { config }, (request, reply) =>
    sendReply(
      reply,
      withUser(context, request, "message", (userId) => list(context, request, userId)),
    ),
  );
  app.post("/xiaozhi/device/bind/:agentId/:code", { config }, (request, reply) =>
    sendReply(
      reply,
      withUser(context, request, "message", (userId) => bind(context, request, userId)),
    ),
  );
  app.post("/xiaozhi/device/unbind", { config }, (request, reply) =>
    sendReply(
      reply,
      withUser(context, request, "message", (userId) => unbindDevice(context, request, userId)),
    ),
  );
  app.put("/xiaozhi/device/update/:id", { config }, (request, reply) =>
    sendReply(
      reply,
      withUser(context, request, "message", (userId) => updateDevice(context, request, userId)),
    ),
  );
  if (!context.profile.movesDevices) return;
  app.put("/v1/devices/:mac/agent/:agentId", { config }, (request, reply) =>
    sendReply(
      reply,
      withUser(context, request, "msg", (userId) => moveDevice(context, request, userId)),
    ),
  );
}

/** The user's own agent; another user's looks as if it did not exist. */
export function ownAgent(context: CloudContext, userId: string, agentId: unknown): AgentRow | undefined {
  if (typeof agentId !== "string") return undefined;
  const agent = context.store.accounts.agent(agentId);
  return agent?.user_id === userId ? agent : undefined;
}

function list(context: CloudContext, request: FastifyRequest, userId: string): HttpReply {
  const { profile } = context;
  const params = agentParams.safeParse(request.params);
  const agent = ownAgent(context, userId, params.data?.agentId);
  if (agent === undefined) {
    return profile.unknownAgentListsEmpty ? profile.apiOk([], success) : profile.apiError("agent_not_found");
  }
  const devices = context.store.devices.devicesOf(agent.id);
  const entity = (device: DeviceRow) =>
    profile.name === "open" ? openEntity(context, device) : xroboEntity(device);
  return profile.apiOk(devices.map(entity), success);
}

function bind(context: CloudContext, request: FastifyRequest, userId: string): HttpReply {
  const { profile } = context;
  const { code } = request.params as { code?: unknown };
  const params = agentParams.safeParse(request.params);
  const agent = ownAgent(context, userId, params.data?.agentId);
  if (agent === undefined) return profile.apiError("agent_not_found");
  if (typeof code !== "string" || code.trim() === "") return profile.apiError("code_missing");
  const digits = deviceCode.safeParse(code);
  if (!digits.success) return profile.apiError("code_invalid");
  const result = bindByCode(context, agent, digits.data);
  if (!result.ok) return profile.apiError(result.error);
  const data = profile.name === "open" ? undefined : xroboEntity(result.device);
  return profile.apiOk(data, { key: "message", value: profile.name === "open" ? "success" : "设备绑定成功" });
}

function unbindDevice(context: CloudContext, request: FastifyRequest, userId: string): HttpReply {
  const { profile } = context;
  const json = readJson(request.body);
  const body = unbindBody.safeParse(json.ok ? json.value : undefined);
  if (body.success) unbind(context, userId, body.data.deviceId);
  else if (profile.unbindNeedsDeviceId) return profile.apiError("invalid_request");
  return profile.apiOk(undefined, {
    key: "message",
    value: profile.name === "open" ? "success" : "设备解绑成功",
  });
}

/** Another user's device looks as if it did not exist. Members that are absent or null stay as they are. */
function updateDevice(context: CloudContext, request: FastifyRequest, userId: string): HttpReply {
  const { profile, store } = context;
  const { id } = request.params as { id?: unknown };
  const device = typeof id === "string" ? store.devices.device(macKey(id)) : undefined;
  if (device === undefined || device.user_id !== userId) return profile.apiError("device_update_missing");
  const json = readJson(request.body);
  const body = updateDeviceBody.safeParse(json.ok ? json.value : undefined);
  if (!body.success) return profile.apiError("invalid_request");
  const changed = {
    ...device,
    alias: body.data.alias ?? device.alias,
    auto_update: body.data.autoUpdate ?? device.auto_update,
    updated_ms: context.nowMs(),
  };
  store.devices.updateDevice(changed);
  context.emit({ event: "changed", what: "devices" });
  return profile.name === "open"
    ? profile.apiOk(undefined, success)
    : profile.apiOk(xroboEntity(changed), { key: "message", value: "设备信息更新成功" });
}

/** A running session stays with the agent it began with. */
function moveDevice(context: CloudContext, request: FastifyRequest, userId: string): HttpReply {
  const { profile, store } = context;
  const { mac } = request.params as { mac?: unknown };
  const device = typeof mac === "string" ? store.devices.device(macKey(mac)) : undefined;
  if (device === undefined || device.user_id !== userId) return profile.apiError("forbidden", "msg");
  const params = agentParams.safeParse(request.params);
  const agent = ownAgent(context, userId, params.data?.agentId);
  if (agent === undefined) return profile.apiError("agent_not_found", "msg");
  if (agent.id !== device.agent_id) {
    const sort = store.devices.devicesOf(agent.id).length + 1;
    store.devices.moveDevice({ mac: device.mac, agent_id: agent.id, sort, updated_ms: context.nowMs() });
  }
  return profile.apiOk({}, { key: "msg", value: "success" });
}

const isoSeconds = (ms: number) => new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");

function xroboEntity(device: DeviceRow) {
  return {
    id: device.device_id,
    userId: device.user_id,
    macAddress: device.device_id,
    lastConnectedAt: isoSeconds(device.last_connected_ms),
    autoUpdate: device.auto_update,
    board: device.board,
    alias: device.alias,
    agentId: device.agent_id,
    appVersion: device.app_version,
    sort: device.sort,
    updater: device.user_id,
    updateDate: isoSeconds(device.updated_ms),
    creator: device.user_id,
    createDate: isoSeconds(device.created_ms),
  };
}

/** The open manager writes 64-bit numbers as strings. */
function openEntity(context: CloudContext, device: DeviceRow) {
  return {
    appVersion: device.app_version,
    bindUserName: context.store.accounts.userName(device.user_id),
    deviceType: device.board,
    board: device.board,
    id: device.device_id,
    macAddress: device.device_id,
    alias: device.alias,
    autoUpdate: device.auto_update,
    recentChatTime: null,
    lastConnectedAtTimestamp: String(device.last_connected_ms),
    createDateTimestamp: String(device.created_ms),
    createDate: isoSeconds(device.created_ms),
  };
}
