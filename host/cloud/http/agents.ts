import type { FastifyInstance, FastifyRequest } from "fastify";
import type { CloudContext } from "../context.js";
import { sendReply } from "../http-reply.js";
import { readJson } from "../json-body.js";
import type { HttpReply } from "../profiles/profile.js";
import { randomHex } from "../random.js";
import { agentIdParams, agentPageQuery, createAgentBody, updateAgentBody } from "../schemas.js";
import type { AgentRow } from "../store/rows.js";
import { withUser } from "./auth.js";
import { ownAgent } from "./device-api.js";

/** Agents of the user: list, create, rename, delete. Paths and members are those of the public managers. */

const success = { key: "msg", value: "success" } as const;

export function agentRoutes(app: FastifyInstance, context: CloudContext): void {
  const config = { faultTarget: "api" } as const;
  const answer =
    (work: (request: FastifyRequest, userId: string) => HttpReply) => (request: FastifyRequest) =>
      withUser(context, request, "msg", (userId) => work(request, userId));
  const list = answer((request, userId) => listAgents(context, request, userId));
  const create = answer((request, userId) => createAgent(context, request, userId));
  const update = answer((request, userId) => updateAgent(context, request, userId));
  const remove = answer((request, userId) => removeAgent(context, request, userId));
  app.get("/xiaozhi/agent/list", { config }, (request, reply) => sendReply(reply, list(request)));
  app.post("/xiaozhi/agent", { config }, (request, reply) => sendReply(reply, create(request)));
  app.put("/xiaozhi/agent/:id", { config }, (request, reply) => sendReply(reply, update(request)));
  app.delete("/xiaozhi/agent/:id", { config }, (request, reply) => sendReply(reply, remove(request)));
}

/** `nextCursor`, the last id of a page that has a next one, stands beside `data`. */
function listAgents(context: CloudContext, request: FastifyRequest, userId: string): HttpReply {
  const { profile } = context;
  const agents = context.store.accounts.agentsOf(userId);
  const shown = (rows: readonly AgentRow[]) => rows.map((agent) => entity(context, agent));
  if (!profile.pagesAgents) return profile.apiOk(shown(agents), success);
  const query = agentPageQuery.safeParse(request.query);
  if (!query.success) return profile.apiError("invalid_request", "msg");
  const { cursor, limit } = query.data;
  // A cursor that is unknown by now, or none, is the beginning.
  const from = cursor ? agents.findIndex(({ id }) => id === cursor) + 1 : 0;
  const page = agents.slice(from, from + limit);
  const nextCursor = from + limit < agents.length ? page.at(-1)?.id : undefined;
  const { status, body } = profile.apiOk(shown(page), success);
  return { status, body: { ...(body as object), nextCursor: nextCursor ?? null } };
}

function createAgent(context: CloudContext, request: FastifyRequest, userId: string): HttpReply {
  const json = readJson(request.body);
  const body = createAgentBody.safeParse(json.ok ? json.value : undefined);
  if (!body.success) return context.profile.apiError("invalid_request", "msg");
  const id = randomHex(context.randomBytes, 16);
  context.store.accounts.addAgent({
    id,
    user_id: userId,
    name: body.data.agentName,
    assistant_name: body.data.assistantName ?? body.data.agentName,
    created_ms: context.nowMs(),
  });
  context.emit({ event: "changed", what: "agents" });
  return context.profile.apiOk(id, success);
}

function updateAgent(context: CloudContext, request: FastifyRequest, userId: string): HttpReply {
  const params = agentIdParams.safeParse(request.params);
  const agent = ownAgent(context, userId, params.data?.id);
  if (agent === undefined) return context.profile.apiError("agent_not_found", "msg");
  const json = readJson(request.body);
  const body = updateAgentBody.safeParse(json.ok ? json.value : undefined);
  if (!body.success) return context.profile.apiError("invalid_request", "msg");
  const { agentName, assistantName } = body.data;
  context.store.accounts.renameAgent(
    agent.id,
    agentName ?? agent.name,
    assistantName ?? agent.assistant_name,
  );
  context.emit({ event: "changed", what: "agents" });
  return context.profile.apiOk(null, success);
}

/** Deleting an agent unbinds its devices and forgets its imports. */
function removeAgent(context: CloudContext, request: FastifyRequest, userId: string): HttpReply {
  const params = agentIdParams.safeParse(request.params);
  const agent = ownAgent(context, userId, params.data?.id);
  if (agent === undefined) return context.profile.apiError("agent_not_found", "msg");
  const devices = context.store.devices.devicesOf(agent.id);
  context.store.sql.transaction(() => {
    for (const device of devices) context.store.devices.removeCode(device.mac);
    context.store.accounts.removeAgent(agent.id);
  });
  for (const device of devices) context.emit({ event: "unbind", deviceId: device.device_id });
  context.emit({ event: "changed", what: "agents" });
  return context.profile.apiOk({}, { key: "msg", value: "删除成功" });
}

function entity(context: CloudContext, agent: AgentRow) {
  return {
    id: agent.id,
    agentName: agent.name,
    assistantName: agent.assistant_name,
    deviceCount: context.store.devices.devicesOf(agent.id).length,
  };
}
