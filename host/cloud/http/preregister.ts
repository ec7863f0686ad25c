import type { FastifyInstance, FastifyRequest } from "fastify";
import { importDevices } from "../binding.js";
import type { CloudContext } from "../context.js";
import { sendReply } from "../http-reply.js";
import { readJson } from "../json-body.js";
import { isMac, macKey } from "../mac.js";
import type { HttpReply } from "../profiles/profile.js";
import { pageQuery, preregisterBody } from "../schemas.js";
import type { PreregisteredRow } from "../store/rows.js";
import { withUser } from "./auth.js";
import { ownAgent } from "./device-api.js";

/** Importing devices by MAC or serial number, and the newer calls that list, show and delete the imports. */

const success = { key: "msg", value: "success" } as const;

export function preregisterRoutes(app: FastifyInstance, context: CloudContext): void {
  const config = { faultTarget: "api" } as const;
  const macPath = "/v1/pre-register/devices/mac-address/:mac";
  app.post("/xiaozhi/device/preregister", { config }, (request, reply) =>
    sendReply(
      reply,
      withUser(context, request, "message", (userId) => importMany(context, request, userId)),
    ),
  );
  app.get("/v1/pre-register/agents/:agentId/devices", { config }, (request, reply) =>
    sendReply(
      reply,
      withUser(context, request, "msg", (userId) => page(context, request, userId)),
    ),
  );
  app.get(macPath, { config }, (request, reply) =>
    sendReply(
      reply,
      withUser(context, request, "msg", (userId) =>
        withRecord(context, request, userId, (row) => context.profile.apiOk(record(row), success)),
      ),
    ),
  );
  app.delete(macPath, { config }, (request, reply) =>
    sendReply(
      reply,
      withUser(context, request, "msg", (userId) =>
        withRecord(context, request, userId, (row) => {
          context.store.preregistered.removeById(row.id);
          return context.profile.apiOk({}, success);
        }),
      ),
    ),
  );
}

function importMany(context: CloudContext, request: FastifyRequest, userId: string): HttpReply {
  const json = readJson(request.body);
  const body = preregisterBody.safeParse(json.ok ? json.value : undefined);
  if (!body.success) return context.profile.apiError("invalid_request");
  const agent = ownAgent(context, userId, body.data.agent_id);
  if (agent === undefined) return context.profile.apiError("agent_not_found");
  // The documented answer has no envelope.
  const result = importDevices(context, agent, body.data.mac_addresses, body.data.serial_numbers ?? []);
  return { status: 200, body: result };
}

function page(context: CloudContext, request: FastifyRequest, userId: string): HttpReply {
  const query = pageQuery.safeParse(request.query);
  if (!query.success) return context.profile.apiError("invalid_request", "msg");
  const agent = ownAgent(context, userId, (request.params as { agentId?: unknown }).agentId);
  if (agent === undefined) return context.profile.apiError("agent_not_found", "msg");
  const { cursor, limit } = query.data;
  // One more than asked for tells whether there is a next page.
  const rows = context.store.preregistered.page(agent.id, cursor, limit + 1);
  const shown = rows.slice(0, limit);
  const next_cursor = rows.length > limit ? (shown.at(-1)?.id ?? "") : "";
  return context.profile.apiOk({ devices: shown.map(record), next_cursor }, success);
}

function withRecord(
  context: CloudContext,
  request: FastifyRequest,
  userId: string,
  work: (row: PreregisteredRow) => HttpReply,
): HttpReply {
  const { mac } = request.params as { mac?: unknown };
  if (typeof mac !== "string" || !isMac(mac)) return context.profile.apiError("invalid_request", "msg");
  const row = context.store.preregistered.byMac(macKey(mac));
  if (row === undefined) return context.profile.apiError("device_not_found", "msg");
  if (row.user_id !== userId) return context.profile.apiError("forbidden", "msg");
  return work(row);
}

function record(row: PreregisteredRow) {
  return {
    id: row.id,
    agent_id: row.agent_id,
    mac_address: row.mac_text,
    serial_number: row.serial_number ?? "",
    status: row.status,
    created_at: localTime(row.created_ms),
  };
}

/** `2026-04-03 10:00:00`, in the cloud's own zone (+08:00). */
function localTime(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");
}
