/** Agents, and adding devices to them. */
import type { FastifyInstance } from "fastify";
import type { DeviceApi } from "../../../api/contract.js";
import { ApiError } from "../../../api/errors.js";
import { type Agent, consolePath, type ImportResult } from "../../contract.js";
import type { Account } from "../view/account.js";
import { bodyAs, paramsAs } from "./read.js";
import { agentBody, agentParams, codeBody, importBody } from "./schemas.js";

/** What is prudent for one call of the device API. */
const batchSize = 100;

export function agentRoutes(app: FastifyInstance, api: () => DeviceApi, account: () => Account): void {
  const agents = `${consolePath}/agents`;
  app.post(agents, async (request): Promise<Agent> => {
    const { name } = bodyAs(agentBody, request);
    const { id } = await api().createAgent(name);
    await account().refreshDevices();
    return { id, name };
  });
  app.patch(`${agents}/:agentId`, async (request, reply) => {
    await api().renameAgent(paramsAs(agentParams, request).agentId, bodyAs(agentBody, request).name);
    await account().refreshDevices();
    return reply.code(204).send();
  });
  app.delete(`${agents}/:agentId`, async (request, reply) => {
    await api().deleteAgent(paramsAs(agentParams, request).agentId);
    await account().refreshDevices();
    return reply.code(204).send();
  });
  app.post(`${agents}/:agentId/devices`, async (request): Promise<{ readonly id: string }> => {
    const { agentId } = paramsAs(agentParams, request);
    const before = new Set(
      account()
        .devices()
        .map(({ id }) => id),
    );
    const told = await api().bind(agentId, bodyAs(codeBody, request).code);
    await account().refreshDevices();
    // Not every cloud says which device had the code.
    const added = account()
      .devices()
      .find(({ id }) => !before.has(id));
    return { id: told.id ?? added?.id ?? "" };
  });
  app.post(`${agents}/:agentId/import`, async (request) => {
    const { agentId } = paramsAs(agentParams, request);
    return importAll(api(), agentId, bodyAs(importBody, request).macAddresses);
  });
}

/** Stops at the first batch that fails as a whole: what stopped it would stop the others too. */
async function importAll(api: DeviceApi, agentId: string, macs: readonly string[]): Promise<ImportResult> {
  const failed: { value: string; reason: string }[] = [];
  let success = 0;
  for (let at = 0; at < macs.length; at += batchSize) {
    const batch = macs.slice(at, at + batchSize);
    try {
      const result = await api.preregister(agentId, batch);
      success += result.successCount;
      failed.push(...result.failed);
    } catch (error) {
      if (!(error instanceof ApiError) || at === 0) throw error;
      failed.push(...batch.map((value) => ({ value, reason: error.message })));
      failed.push(...macs.slice(at + batchSize).map((value) => ({ value, reason: "not sent" })));
      break;
    }
  }
  return { success, failed };
}
