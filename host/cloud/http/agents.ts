import type { FastifyInstance, FastifyRequest } from "fastify";
import type { CloudContext } from "../context.js";
import type { HttpReply } from "../profiles/profile.js";
import { randomHex } from "../random.js";
import { agentIdParams, createAgentBody } from "../schemas.js";
import type { AgentRow } from "../store/rows.js";
import { withUser } from "./auth.js";
import { ownAgent } from "./device-api.js";
import { readJson } from "./json.js";
import { sendReply } from "./reply.js";

/** Agents of the user: list, create, delete. Paths and members are those of the public managers. */

const success = { key: "msg", value: "success" } as const;

export function agentRoutes(app: FastifyInstance, context: CloudContext): void {
  const config = { faultTarget: "api" } as const;
  const answer =
    (work: (request: FastifyRequest, userId: string) => HttpReply) => (request: FastifyRequest) =>
      withUser(context, request, "msg", (userId) => work(request, userId));
  const list = answer((_request, userId) =>
    context.profile.apiOk(
      context.store.accounts.agentsOf(userId).map((agent) => entity(context, agent)),
      success,
    ),
  );
  const create = answer((request, userId) => createAgent(context, request, userId));
  const remove = answer((request, userId) => removeAgent(context, request, userId));
  app.get("/xiaozhi/agent/list", { config }, (request, reply) => sendReply(reply, list(request)));
  app.post("/xiaozhi/agent", { config }, (request, reply) => sendReply(reply, create(request)));
  app.delete("/xiaozhi/agent/:id", { config }, (request, reply) => sendReply(reply, remove(request)));
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
  return context.profile.apiOk(id, success);
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
